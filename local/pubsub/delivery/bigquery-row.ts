/** The table row of a message: https://cloud.google.com/pubsub/docs/bigquery#properties_subscription */
import type { Subscription } from '../resources';
import type { Delivery } from '../subscription-queue';

/**
 * With use_table_schema the data's JSON fields are the columns, otherwise the data is the column `data`; write_metadata adds
 * subscription_name, message_id, publish_time (ISO 8601) and attributes (JSON text).
 * @throws Error when the data should be a JSON object and is not
 */
export function createRow({ name, bigqueryConfig }: Subscription, { message, content }: Delivery): object {
  const metadata = bigqueryConfig?.writeMetadata && {
    subscription_name: name,
    message_id: message,
    publish_time: new Date(content.publishTime).toISOString(),
    attributes: JSON.stringify(content.attributes),
  };
  const text = content.data.toString('utf8');
  return { ...(bigqueryConfig?.useTableSchema ? parseObject(text) : { data: text }), ...metadata };
}

function parseObject(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The data is not a JSON object.');
  return value;
}
