/** What Pub/Sub does under the name of Google's own agent, and is refused when that agent may not. */
import { serviceAgent } from '../iam';
import type { Access } from '../iam/access';

/** https://cloud.google.com/pubsub/docs/create-bigquery-subscription#assign_bigquery_service_account */
const writing = ['bigquery.tables.get', 'bigquery.tables.updateData'];

/**
 * @param table `project.dataset.table`, or `project:dataset.table`
 * @throws PermissionDenied unless the agent may write rows there
 */
export function checkMayWriteRows(access: Access, table: string): void {
  const [project, dataset, name] = table.replace(':', '.').split('.');
  const resource = `projects/${project}/datasets/${dataset}/tables/${name}`;
  for (const permission of writing) access.check(serviceAgent('pubsub'), permission, resource);
}

/** https://cloud.google.com/pubsub/docs/handling-failures#grant_forwarding_permissions @throws PermissionDenied */
export function checkMayForward(access: Access, subscription: string, topic: string): void {
  access.check(serviceAgent('pubsub'), 'pubsub.subscriptions.consume', subscription);
  access.check(serviceAgent('pubsub'), 'pubsub.topics.publish', topic);
}
