/** The bucket that people drop datasets into, and its voice. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { onTopic } from './grants';
import type { Project } from './project';
import type { Propagation } from './propagation';

export interface LandingBucketArgs {
  project: Project;
  bucket: string;
  location: string;
  topic: gcp.pubsub.Topic;
}

/**
 * One unit, because a bucket whose notification fails to be made (it does, when Cloud Storage may not publish yet)
 * swallows datasets in silence.
 */
export class LandingBucket extends pulumi.ComponentResource {
  readonly bucket: gcp.storage.Bucket;
  readonly grants: pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: LandingBucketArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('landfall:LandingBucket', name, {}, opts);
    const parent = { parent: this };
    this.bucket = new gcp.storage.Bucket(
      name,
      {
        name: args.bucket,
        location: args.location,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: 'enforced',
        // A run names the generation it read; an overwritten file must still be there to read again.
        versioning: { enabled: true },
      },
      { ...parent, dependsOn: args.project.services },
    );
    const publish = onTopic(name, args.topic, 'roles/pubsub.publisher');
    this.grants = [publish({ name: 'storage', member: args.project.storageAgent }, parent)];
    this.registerOutputs({ bucket: this.bucket.name });
  }

  /** @param inForce Cloud Storage asks for its right to publish when the notification is made */
  notify(inForce: Propagation): void {
    new gcp.storage.Notification(
      this.name,
      {
        bucket: this.bucket.name,
        topic: this.args.topic.id,
        payloadFormat: 'JSON_API_V1',
        eventTypes: ['OBJECT_FINALIZE'],
      },
      { parent: this, dependsOn: [inForce] },
    );
  }
}
