/** What tells console of every change to the ledger, so that a page shows it at once. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { neverExpires } from './event-topic';
import { onSubscription, onTopic, type Grant } from './grants';
import type { Project } from './project';
import type { Propagation } from './propagation';

export interface LedgerVoiceArgs {
  project: Project;
  artifacts: gcp.storage.Bucket;
  /** Of the topic, and of the subscription that console takes from. */
  subscription: string;
}

/** What of the bucket a page shows as it changes. */
const told = ['runs/', 'pipelines/'];

/**
 * One unit, because it is one way: Cloud Storage publishes what was written, and one subscription keeps it for ten minutes for whoever
 * looks. Nobody is woken by it, and while nobody looks it is forgotten.
 */
export class LedgerVoice extends pulumi.ComponentResource {
  readonly grants: pulumi.Resource[];
  /** What it takes to hear it. */
  readonly hear: Grant;
  private readonly topic: gcp.pubsub.Topic;

  constructor(
    private readonly name: string,
    private readonly args: LedgerVoiceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('landfall:LedgerVoice', name, {}, opts);
    const parent = { parent: this };
    const { project, subscription } = args;
    this.topic = new gcp.pubsub.Topic(name, { name }, { ...parent, dependsOn: project.services });
    const heard = new gcp.pubsub.Subscription(
      subscription,
      {
        name: subscription,
        topic: this.topic.id,
        ackDeadlineSeconds: 10,
        // The shortest there is.
        messageRetentionDuration: '600s',
        expirationPolicy: neverExpires,
      },
      parent,
    );
    this.hear = onSubscription(subscription, heard, 'roles/pubsub.subscriber');
    const publish = onTopic(name, this.topic, 'roles/pubsub.publisher');
    this.grants = [publish({ name: 'storage', member: project.storageAgent }, parent)];
    this.registerOutputs({});
  }

  /** @param inForce Cloud Storage asks for its right to publish when the notification is made */
  notify(inForce: Propagation): void {
    for (const objectNamePrefix of told)
      new gcp.storage.Notification(
        `${this.name}-${objectNamePrefix.slice(0, -1)}`,
        {
          bucket: this.args.artifacts.name,
          topic: this.topic.id,
          // Its name is among the attributes.
          payloadFormat: 'NONE',
          objectNamePrefix,
          eventTypes: ['OBJECT_FINALIZE'],
        },
        { parent: this, dependsOn: [inForce] },
      );
  }
}
