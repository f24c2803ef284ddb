/** The files that a load reads. */
import { open } from 'node:fs/promises';
import type { Principal } from '../../../iam/access';
import type { Context } from '../../context';
import { BigQueryError } from '../../errors';
import { allow } from '../../permissions';
import { parseObjectUri } from '../object-uri';

export interface SourceFile {
  path: string;
  /** For messages. */
  uri: string;
  close: () => void;
}

/** @throws BigQueryError invalid for what is no URI or when there is none, notFound where nothing is, accessDenied */
export async function openSources(
  context: Context,
  uris: readonly string[],
  principal: Principal,
): Promise<SourceFile[]> {
  if (uris.length === 0) throw new BigQueryError('invalid', 'Load configuration must specify at least one source URI');
  const names = uris.flatMap((uri) => {
    const { bucket, name } = parseObjectUri(uri);
    // cloud.google.com/bigquery/docs/loading-data-cloud-storage: "Permissions to load data from Cloud Storage".
    allow(context, principal, 'storage.buckets.get', `projects/_/buckets/${bucket}`);
    if (!name.includes('*')) return [{ bucket, name, uri }];
    allow(context, principal, 'storage.objects.list', `projects/_/buckets/${bucket}`);
    const [prefix = '', suffix = ''] = name.split('*');
    const found = context.objects
      .list(bucket, { prefix })
      .items.filter((object) => object.name.length >= prefix.length + suffix.length && object.name.endsWith(suffix));
    if (found.length === 0) throw new BigQueryError('notFound', `Not found: Uris ${uri}`);
    return found.map((object) => ({ bucket, name: object.name, uri: `gs://${bucket}/${object.name}` }));
  });
  const opened = names.map(({ bucket, name, uri }) => {
    allow(context, principal, 'storage.objects.get', `projects/_/buckets/${bucket}/objects/${name}`);
    if (!context.objects.find(bucket, name)) throw new BigQueryError('notFound', `Not found: URI ${uri}`);
    return { uri, object: context.objects.open(bucket, name) };
  });
  try {
    return await Promise.all(
      opened.map(async ({ uri, object }) => ({ uri, path: await object.onePath(), close: () => object.close() })),
    );
  } catch (error) {
    for (const { object } of opened) object.close();
    throw error;
  }
}

/** Told by a file's first bytes, as BigQuery does; undefined for an empty file. */
export async function compressionOf(path: string): Promise<'gzip' | 'uncompressed' | undefined> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  if (bytesRead === 0) return undefined;
  return buffer[0] === 0x1f && buffer[1] === 0x8b ? 'gzip' : 'uncompressed';
}
