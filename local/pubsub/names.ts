/** Resource names: projects/PROJECT/COLLECTION/ID. */

export type Collection = 'topics' | 'subscriptions' | 'snapshots' | 'schemas';

/** The topic of a subscription whose topic is gone: https://cloud.google.com/pubsub/docs/reference/rpc */
export const deletedTopic = '_deleted-topic_';

/** The schema of a topic whose schema is gone. */
export const deletedSchema = '_deleted-schema_';

/** The project part, `projects/PROJECT`. */
export function projectOf(name: string): string {
  return name.split('/', 2).join('/');
}

/** The last part of a name. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
