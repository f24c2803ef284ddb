/** The bucket that people drop datasets into, and its voice. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { onTopic } from './grants';
import { PrivateBucket } from './private-bucket';
import type { Project } from './project';
import type { Propagation } from './propagation';

export interface LandingBucketArgs {
  project: Project;
  bucket: string;
  location: string;
  keepData: boolean;
  /** How long an overwritten or deleted file can still be read by a run that names its generation. */
  noncurrentDays: number;
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
    const { bucket, location, keepData, noncurrentDays, project } = args;
    this.bucket = new PrivateBucket(
      name,
      // A run names the generation it read; an overwritten file must still be there to read again.
      { bucket, location, keepData, noncurrentDays },
      { ...parent, dependsOn: project.services },
    );
    const publish = onTopic(name, args.topic, 'roles/pubsub.publisher');
    this.grants = [publish({ name: 'storage', member: project.storageAgent }, parent)];
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
