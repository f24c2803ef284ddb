/** Objects by their address, gs://BUCKET/NAME. */

export interface ObjectAddress {
  bucket: string;
  /** May be empty, or end in "/", where a folder is meant. */
  name: string;
}

export const gsUri = ({ bucket, name }: ObjectAddress): string => `gs://${bucket}/${name}`;

export const isGsUri = (text: string): boolean => text.startsWith('gs://');

/** @throws Error for any other text */
export function parseGsUri(uri: string): ObjectAddress {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  if (bucket === undefined || name === undefined) throw new Error(`not a gs:// address: ${uri}`);
  return { bucket, name };
}
