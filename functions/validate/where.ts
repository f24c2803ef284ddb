/** Places in landed files, as people look for them. */
import { parseUri } from '../shared/objects';
import { parseOrigin } from '../shared/sources';
import { shownFile } from './landing-path';

/** A place in a landed file, by the origin of its row: emails.jsonl, line 17. */
export type Where = (origin: string, line: number) => string;

export const fileOf = (uri: string): string => shownFile(parseUri(uri).name);

export const whereOf: Where = (origin, line) => `${fileOf(parseOrigin(origin).uri)}, line ${line}`;
