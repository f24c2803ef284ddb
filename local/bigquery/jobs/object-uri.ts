/** Objects of Cloud Storage as jobs name them: one, or with a wildcard several. */
import { readGsUri, type ObjectAddress } from '../../../core/gs-uri';
import { BigQueryError } from '../errors';

export function parseObjectUri(uri = ''): ObjectAddress {
  const found = readGsUri(uri);
  if (!found?.name)
    throw new BigQueryError('invalid', `Invalid URI: ${uri}: it must be of the form gs://bucket/object`);
  if (found.name.split('*').length > 2)
    throw new BigQueryError('invalid', `Invalid URI: ${uri}: only one wildcard is allowed`);
  return found;
}
