/** Which names resources may have. */
import { invalidArgument } from './errors';
import type { Collection } from './names';

/** 3 to 255 characters, a letter first, not beginning with "goog": https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
const idPattern = /^(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;

/**
 * Checks a full name.
 * @throws RpcError INVALID_ARGUMENT
 */
export function checkName(name: string | undefined, collection: Collection): string {
  const match = /^projects\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(name ?? '');
  if (!match || match[2] !== collection || !idPattern.test(match[3]!)) {
    throw invalidArgument(`Invalid [${collection}] name: (name=${name ?? ''})`);
  }
  return match[0];
}
