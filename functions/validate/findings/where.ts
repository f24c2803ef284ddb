/** Places in landed files, as people look for them. */
import { parseGsUri } from '../../../core/gs-uri';
import { parseOrigin } from '../../../core/origin';
import { shownFile } from '../../../core/batch/landing-path';

/** A place in a landed file, by the origin of its row: emails.jsonl, line 17. */
export type Where = (origin: string, line: number) => string;

export const fileOf = (uri: string): string => shownFile(parseGsUri(uri).name);

export const whereOf: Where = (origin, line) => `${fileOf(parseOrigin(origin).uri)}, line ${line}`;
