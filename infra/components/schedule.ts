/** A tick: a message to a topic at the times of a cron expression. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';

export interface ScheduleArgs {
  region: string;
  /** Unix cron, in UTC. */
  cron: string;
  topic: gcp.pubsub.Topic;
  /** Type of the event that a tick is. */
  eventType: string;
  description: string;
}

/**
 * One unit, because a tick goes through a topic and never straight to a function: so it is retried, dead-lettered and
 * recorded like every other event.
 */
export class Schedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Schedule', name, {}, opts);
    new gcp.cloudscheduler.Job(
      name,
      {
        name,
        region: args.region,
        description: args.description,
        schedule: args.cron,
        timeZone: 'Etc/UTC',
        pubsubTarget: {
          topicName: args.topic.id,
          data: Buffer.from('{}').toString('base64'),
          // A scheduler cannot make ids and times: Pub/Sub's own stand in for ce-id and ce-time.
          attributes: {
            'ce-specversion': '1.0',
            'ce-type': args.eventType,
            'ce-source': `//cloudscheduler.googleapis.com/jobs/${name}`,
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
