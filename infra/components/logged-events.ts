/** Events that a function writes to its log, on their way to their topic. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { entriesOf, unrecordedBy } from '../../core/logged-event';
import { topicOf, type EventType } from '../../core/stages';
import { onTopic } from './grants';

export interface LoggedEventsArgs {
  /** Those that must be on before there can be a sink. */
  apis: gcp.projects.Service[];
  /** The function that logs them. */
  by: string;
  type: EventType;
  topic: gcp.pubsub.Topic;
  /** Who hears of those that are lost; absent where they are no record. */
  alarm?: {
    /** Where messages lie that did not become rows: a subscription. */
    unwritten: string;
    /** Who is told that an event is not on record; without it the console alone says so. */
    email?: string;
  };
}

/**
 * One unit, because a record that goes by the log is one only with all of it: the sink, its right to publish, the exclusion
 * without which the log would keep what people say, at its price, and somebody who hears of what did not arrive.
 */
export class LoggedEvents extends pulumi.ComponentResource {
  readonly grants: pulumi.Resource[];

  constructor(name: string, args: LoggedEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:LoggedEvents', name, {}, opts);
    const { by, type, topic, apis } = args;
    const parent = { parent: this, dependsOn: apis };
    const filter = entriesOf(type, by);
    const sink = new gcp.logging.ProjectSink(
      name,
      {
        name,
        destination: pulumi.interpolate`pubsub.googleapis.com/${topic.id}`,
        filter,
        uniqueWriterIdentity: true,
      },
      parent,
    );
    const publish = onTopic(topicOf(type), topic, 'roles/pubsub.publisher');
    this.grants = [publish({ name: `${name}-sink`, member: sink.writerIdentity }, parent)];
    new gcp.logging.ProjectExclusion(
      name,
      { name, description: `What ${by} logs of ${type} goes to its topic, and is kept nowhere else.`, filter },
      parent,
    );
    if (args.alarm) this.watch(name, by, args.alarm, parent);
    this.registerOutputs({});
  }

  /** An event is on record, or somebody hears that it is not: wherever on its way it was lost. */
  private watch(
    name: string,
    by: string,
    { unwritten, email }: NonNullable<LoggedEventsArgs['alarm']>,
    parent: pulumi.CustomResourceOptions,
  ): void {
    const filter = unrecordedBy(by);
    new gcp.logging.Metric(
      `${name}-unrecorded`,
      {
        name: `landfall/${name}-unrecorded`,
        description: `Events that ${by} could not put on record.`,
        filter,
        metricDescriptor: { metricKind: 'DELTA', valueType: 'INT64', unit: '1' },
      },
      parent,
    );
    const notificationChannels = email
      ? [
          new gcp.monitoring.NotificationChannel(
            name,
            { displayName: `Landfall: who hears of ${name}`, type: 'email', labels: { email_address: email } },
            parent,
          ).id,
        ]
      : [];
    new gcp.monitoring.AlertPolicy(
      `${name}-unrecorded`,
      {
        displayName: `Landfall: ${by} could not put an event on record`,
        combiner: 'OR',
        // Of the entries themselves: a metric that is new can be asked for only minutes later.
        conditions: [{ displayName: `${by} says so in its log`, conditionMatchedLog: { filter } }],
        alertStrategy: { notificationRateLimit: { period: '3600s' } },
        notificationChannels,
      },
      parent,
    );
    new gcp.monitoring.AlertPolicy(
      `${name}-on-their-way`,
      {
        displayName: `Landfall: ${name} are lost on their way to BigQuery`,
        combiner: 'OR',
        conditions: [
          above('the sink could not export log entries', {
            metric: 'logging.googleapis.com/exports/error_count',
            resource: `resource.type="logging_sink" AND resource.label.name="${name}"`,
            aligner: 'ALIGN_SUM',
          }),
          above('messages did not become rows', {
            metric: 'pubsub.googleapis.com/subscription/num_undelivered_messages',
            resource: `resource.type="pubsub_subscription" AND resource.label.subscription_id="${unwritten}"`,
            aligner: 'ALIGN_MAX',
          }),
        ],
        notificationChannels,
      },
      parent,
    );
  }
}

/** True of any that there is within five minutes. */
const above = (
  displayName: string,
  { metric, resource, aligner }: Record<'metric' | 'resource' | 'aligner', string>,
) => ({
  displayName,
  conditionThreshold: {
    filter: `metric.type="${metric}" AND ${resource}`,
    comparison: 'COMPARISON_GT',
    thresholdValue: 0,
    duration: '0s',
    aggregations: [{ alignmentPeriod: '300s', perSeriesAligner: aligner }],
  },
});
