/** API descriptions in the JSON form of protobufjs, as Google's client libraries ship them. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INamespace } from 'protobufjs';

/**
 * The protos that every client of Google shares, such as `iam_service.json`.
 * Read as a file, since google-gax does not export the protos that it ships.
 */
export function readGaxProtos(name: string): INamespace {
  const folder = join(dirname(require.resolve('google-gax')), '../protos');
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as INamespace;
}

/** The description with google.rpc whole: clients' protos have its Status and leave out the details that it carries. */
export function withErrorDetails(description: INamespace): INamespace {
  const google = description.nested!['google'] as INamespace;
  const { rpc } = (readGaxProtos('status.json').nested!['google'] as INamespace).nested!;
  return {
    ...description,
    nested: { ...description.nested, google: { ...google, nested: { ...google.nested, rpc: rpc! } } },
  };
}
