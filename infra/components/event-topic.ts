/** A topic whose every message is also a row in the warehouse. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { saidBefore } from '../../core/event';
import { eventOfEntry } from '../../core/logged-event';
import { onSubscription, onTable } from './grants';
import type { Project } from './project';
import type { Propagation } from './propagation';

export interface HistoryTarget {
  table: gcp.bigquery.Table;
  /**
   * `envelope`: id, time, attributes and data as columns, for any message.
   * `columns`: the message's JSON fields are the table's columns; of an event that comes as a log entry, those of the event.
   */
  rows: 'envelope' | 'columns';
  /** Of messages; absent: all of them are rows. */
  filter?: string;
}

/** All but what is said again: a dead letter is a row whatever it was. */
export const whatIsNew = `NOT attributes:"${saidBefore}"`;

export interface EventTopicArgs {
  project: Project;
  history: HistoryTarget;
}

/** Messages outlive a bad deploy: a week to mend the consumer, the longest that a subscription offers by default. */
export const retention = '604800s';

/** A subscription must not vanish because nothing happened for a month, which is what Pub/Sub's default would do. */
export const neverExpires = { ttl: '' };

/**
 * One unit, because lineage is a query over the history: a topic without its history subscription would be a hole in
 * the record that nobody notices until they look for a run.
 */
export class EventTopic extends pulumi.ComponentResource {
  readonly topic: gcp.pubsub.Topic;

  constructor(
    private readonly name: string,
    private readonly args: EventTopicArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('landfall:EventTopic', name, {}, opts);
    this.topic = new gcp.pubsub.Topic(name, { name }, { parent: this, dependsOn: args.project.services });
    this.registerOutputs({ topic: this.topic.id });
  }

  /**
   * @param unwritten keeps what the table does not take
   * @param inForce Pub/Sub asks for its right to write the table when the subscription is made
   */
  keepHistory(unwritten: gcp.pubsub.Topic, inForce: Propagation): void {
    const { project, history } = this.args;
    const { table, rows, filter } = history;
    const name = `${this.name}-history`;
    const subscription = new gcp.pubsub.Subscription(
      name,
      {
        name,
        topic: this.topic.id,
        filter,
        // A message that it fails on is delivered again, and ends as one that the table does not take.
        ...(rows === 'columns' && { messageTransforms: [{ javascriptUdf: eventOfEntry }] }),
        bigqueryConfig: {
          table: pulumi.interpolate`${table.project}.${table.datasetId}.${table.tableId}`,
          ...(rows === 'envelope' ? { writeMetadata: true } : { useTableSchema: true, dropUnknownFields: true }),
        },
        messageRetentionDuration: retention,
        expirationPolicy: neverExpires,
        retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
        // About sixteen hours: a table may be away for a night.
        deadLetterPolicy: { deadLetterTopic: unwritten.id, maxDeliveryAttempts: 100 },
      },
      { parent: this, dependsOn: [inForce] },
    );
    const take = onSubscription(name, subscription, 'roles/pubsub.subscriber');
    take({ name: 'pubsub', member: project.pubsubAgent }, { parent: this });
  }
}

/** What each history subscription of the table needs. */
export function letPubSubWrite(project: Project, label: string, table: gcp.bigquery.Table): pulumi.Resource {
  const write = onTable(label, table, 'roles/bigquery.dataEditor');
  return write({ name: 'pubsub', member: project.pubsubAgent }, { parent: project });
}
