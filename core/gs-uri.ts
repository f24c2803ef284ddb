/** Objects by their address, gs://BUCKET/NAME. */

export interface ObjectAddress {
  bucket: string;
  /** May be empty, or end in "/", where a folder is meant. */
  name: string;
}

export const gsUri = ({ bucket, name }: ObjectAddress): string => `gs://${bucket}/${name}`;

export const isGsUri = (text: string): boolean => text.startsWith('gs://');

/** The address taken apart; undefined for any other text. */
export function readGsUri(text: string): ObjectAddress | undefined {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/(.*)$/s.exec(text) ?? [];
  return bucket === undefined || name === undefined ? undefined : { bucket, name };
}

/** @throws Error for any other text */
export function parseGsUri(uri: string): ObjectAddress {
  const read = readGsUri(uri);
  if (!read) throw new Error(`not a gs:// address: ${uri}`);
  return read;
}
