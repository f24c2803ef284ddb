/** Objects of Cloud Storage as jobs name them: one, or with a wildcard several. */
import { BigQueryError } from '../errors';

export interface ObjectUri {
  bucket: string;
  name: string;
}

export function parseUri(uri: string | undefined): ObjectUri {
  const found = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri ?? '');
  if (!found) throw new BigQueryError('invalid', `Invalid URI: ${uri}: it must be of the form gs://bucket/object`);
  if (found[2]!.split('*').length > 2)
    throw new BigQueryError('invalid', `Invalid URI: ${uri}: only one wildcard is allowed`);
  return { bucket: found[1]!, name: found[2]! };
}
