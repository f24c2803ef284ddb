/** Who is told when a condition of core/alerts/conditions.ts comes to hold. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { alertConditions, runbookOf } from '../../core/alerts/conditions';
import { ofFunction } from '../../core/logged-event';
import { alert } from '../../core/functions';
import { neverExpires, retention } from './event-topic';

export interface AlertsArgs {
  /** Those that must be on before there can be a policy. */
  apis: gcp.projects.Service[];
  /** Carries landfall.alert.raised.v1. */
  topic: gcp.pubsub.Topic;
  email?: string;
  slack?: { channel: string; token: string };
  /** An address that Pub/Sub posts each event to. */
  webhook?: { url: string; as: pulumi.Input<string> };
}

/**
 * One unit, because a condition that nobody hears of is none, and neither is one that nobody judges any more: beside a policy a
 * condition there is one that hears when alert has fallen silent itself.
 */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Alerts', name, {}, opts);
    const parent = { parent: this, dependsOn: args.apis };
    const notificationChannels = this.channels(args, parent);
    for (const condition of alertConditions) {
      const { id, says, looks, silence } = condition;
      const isPage = [...looks, ...(silence ? [silence] : [])].some(({ severity }) => severity === 'page');
      new gcp.monitoring.AlertPolicy(
        id,
        {
          displayName: `Landfall: ${says}`,
          combiner: 'OR',
          severity: isPage ? 'CRITICAL' : 'WARNING',
          conditions: [
            {
              displayName: says,
              conditionMatchedLog: {
                filter: [...ofFunction(alert.name), `jsonPayload.alert.alert="${id}"`].join(' AND '),
                labelExtractors: Object.fromEntries(
                  ['subject', 'why', 'command'].map((field) => [field, `EXTRACT(jsonPayload.alert.${field})`]),
                ),
              },
            },
          ],
          documentation: {
            mimeType: 'text/markdown',
            // Variables of Cloud Monitoring: docs.cloud.google.com/monitoring/alerts/doc-variables
            content: [
              `\${log.extracted_label.subject}: ${says} (\${log.extracted_label.why}).`,
              'What shows the cause: `${log.extracted_label.command}`',
              `What to do: ${runbookOf(condition)}`,
            ].join('\n\n'),
          },
          alertStrategy: { notificationRateLimit: { period: '300s' }, autoClose: '86400s' },
          notificationChannels,
        },
        parent,
      );
    }
    new gcp.monitoring.AlertPolicy(
      `${name}-not-judged`,
      {
        displayName: 'Landfall: nobody looks whether something is the matter',
        combiner: 'OR',
        severity: 'CRITICAL',
        conditions: [
          {
            displayName: 'alert has handled no tick for half an hour',
            conditionAbsent: {
              filter: [
                'metric.type="pubsub.googleapis.com/subscription/push_request_count"',
                'metric.label.response_class="ack"',
                'resource.type="pubsub_subscription"',
                `resource.label.subscription_id="${alert.name}"`,
              ].join(' AND '),
              duration: '1800s',
              aggregations: [
                { alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_SUM', crossSeriesReducer: 'REDUCE_SUM' },
              ],
            },
          },
        ],
        documentation: {
          mimeType: 'text/markdown',
          content: 'What shows the cause: `npx landfall logs alert`\n\nWhat to do: docs/runbook.md#alerts-not-judged',
        },
        notificationChannels,
      },
      parent,
    );
    if (args.webhook) this.post(name, args.topic, args.webhook, parent);
    this.registerOutputs({});
  }

  private channels({ email, slack }: AlertsArgs, parent: pulumi.CustomResourceOptions): pulumi.Output<string>[] {
    const channels: Record<string, Pick<gcp.monitoring.NotificationChannelArgs, 'labels' | 'sensitiveLabels'>> = {
      ...(email !== undefined && { email: { labels: { email_address: email } } }),
      ...(slack && {
        slack: { labels: { channel_name: slack.channel }, sensitiveLabels: { authToken: pulumi.secret(slack.token) } },
      }),
    };
    return Object.entries(channels).map(
      ([type, channel]) =>
        new gcp.monitoring.NotificationChannel(
          `alerts-${type}`,
          { displayName: `Landfall: alerts by ${type}`, type, ...channel },
          parent,
        ).id,
    );
  }

  /** Google signs what it posts: the token in its header is a JWT made out to this address, and there is no secret to be kept. */
  private post(
    name: string,
    topic: gcp.pubsub.Topic,
    { url, as }: NonNullable<AlertsArgs['webhook']>,
    parent: pulumi.CustomResourceOptions,
  ): void {
    new gcp.pubsub.Subscription(
      `${name}-webhook`,
      {
        name: `${name}-webhook`,
        topic: topic.id,
        pushConfig: { pushEndpoint: url, oidcToken: { serviceAccountEmail: as, audience: url } },
        messageRetentionDuration: retention,
        expirationPolicy: neverExpires,
        retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
      },
      parent,
    );
  }
}
