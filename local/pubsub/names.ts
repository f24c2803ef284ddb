/** Resource names: projects/PROJECT/COLLECTION/ID. */
import { invalidArgument } from './errors';

export type Collection = 'topics' | 'subscriptions' | 'snapshots';

/** The topic of a subscription whose topic is gone: https://cloud.google.com/pubsub/docs/reference/rpc */
export const deletedTopic = '_deleted-topic_';

/** 3 to 255 characters, a letter first, not beginning with "goog": https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
const idPattern = /^(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;

/**
 * Checks a full name.
 * @throws PubSubError INVALID_ARGUMENT
 */
export function checkName(name: string | undefined, collection: Collection): string {
  const match = /^projects\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(name ?? '');
  if (!match || match[2] !== collection || !idPattern.test(match[3]!)) {
    throw invalidArgument(`Invalid [${collection}] name: (name=${name ?? ''})`);
  }
  return match[0];
}

/** The project part, `projects/PROJECT`. */
export function projectOf(name: string): string {
  return name.split('/', 2).join('/');
}

/** The last part of a name. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
