/** Where messages go that no attempt could handle. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { EventTopic, neverExpires, retention, type HistoryTarget } from './event-topic';
import { onTopic } from './grants';
import type { Project } from './project';
import type { Propagation } from './propagation';

export interface DeadLettersArgs {
  project: Project;
  /** Where they are also rows; those that could not become rows have none. */
  history?: HistoryTarget;
}

/**
 * One unit, because a dead-letter topic works only with both of its others: without a subscription its messages are
 * lost, and without Pub/Sub's right to publish nothing ever reaches it and the message is retried for ever.
 */
export class DeadLetters extends pulumi.ComponentResource {
  readonly topic: gcp.pubsub.Topic;
  /** Where they wait. */
  readonly subscription: string;
  readonly grants: pulumi.Resource[];
  private readonly letters?: EventTopic;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:DeadLetters', name, {}, opts);
    const parent = { parent: this };
    const { project, history } = args;
    if (history) this.letters = new EventTopic(name, { project, history }, parent);
    const dependsOn = project.services;
    this.topic = this.letters?.topic ?? new gcp.pubsub.Topic(name, { name }, { ...parent, dependsOn });
    this.subscription = name;
    new gcp.pubsub.Subscription(
      name,
      {
        name,
        topic: this.topic.id,
        ackDeadlineSeconds: 60,
        messageRetentionDuration: retention,
        expirationPolicy: neverExpires,
      },
      parent,
    );
    const mayPublish = onTopic(name, this.topic, 'roles/pubsub.publisher');
    this.grants = [mayPublish({ name: 'pubsub', member: project.pubsubAgent }, parent)];
    this.registerOutputs({ topic: this.topic.id });
  }

  keepHistory(unwritten: gcp.pubsub.Topic, inForce: Propagation): void {
    this.letters?.keepHistory(unwritten, inForce);
  }
}
