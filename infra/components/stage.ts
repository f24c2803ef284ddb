/** A stage: a function that is called for every message of its topic until it has said yes. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { backOff } from '../../core/stages';
import type { DeadLetters } from './dead-letters';
import { neverExpires, retention } from './event-topic';
import { FunctionService, type FunctionServiceArgs } from './function-service';
import { onSubscription } from './grants';
import type { Project } from './project';
import type { Propagation } from './propagation';
import type { Pusher } from './pusher';

export interface StageArgs extends Omit<FunctionServiceArgs, 'concurrency'> {
  project: Project;
  pusher: Pusher;
  /** What it hears, each by the name of its subscription: a stage has one, which is called like it. */
  consumes: Record<string, gcp.pubsub.Topic>;
  /** After how many deliveries, 5 to 100, a message goes where; without it each is delivered until it expires. */
  givesUp?: { after: number; into: DeadLetters };
}

/**
 * One unit, because "every event is handled at least once, or kept as a dead letter" holds only with all of it: the
 * function, a push subscription that outlives its redeploys (an Eventarc trigger would be recreated and lose
 * messages), the right to call the function, and Pub/Sub's right to take a message away to the dead letters.
 */
export class Stage extends pulumi.ComponentResource {
  readonly grants: pulumi.Resource[];
  private readonly service: FunctionService;

  constructor(
    private readonly name: string,
    private readonly args: StageArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    // Told of another component, this one would wait for all that is inside it, also for what waits for this one.
    super('landfall:Stage', name, {}, opts);
    // One event at a time and instance: a stage is bound by its own work, and memory is planned for one.
    this.service = new FunctionService(name, { ...args, concurrency: 1 }, { parent: this });
    this.grants = this.service.grants;
    this.registerOutputs({});
  }

  start(inForce: Propagation): void {
    const { name } = this;
    const { project, pusher, consumes, givesUp, deployment } = this.args;
    const parent = { parent: this };
    const started = this.service.start(inForce);
    const invoker = new gcp.cloudrunv2.ServiceIamMember(
      `pusher-${name}-invoker`,
      { location: deployment.region, name: started.name, role: 'roles/run.invoker', member: pusher.member },
      parent,
    );
    for (const [subscribed, topic] of Object.entries(consumes)) {
      const subscription = new gcp.pubsub.Subscription(
        subscribed,
        {
          name: subscribed,
          topic: topic.id,
          ackDeadlineSeconds: 600,
          messageRetentionDuration: retention,
          expirationPolicy: neverExpires,
          retryPolicy: { minimumBackoff: `${backOff.first}s`, maximumBackoff: `${backOff.most}s` },
          ...(givesUp && {
            deadLetterPolicy: { deadLetterTopic: givesUp.into.topic.id, maxDeliveryAttempts: givesUp.after },
          }),
          pushConfig: {
            // The Functions Framework reads the topic of a wrapped message from the path.
            pushEndpoint: pulumi.interpolate`${started.url}/${topic.id}`,
            oidcToken: { serviceAccountEmail: pusher.email, audience: started.url },
          },
        },
        { ...parent, dependsOn: [invoker] },
      );
      const takeAway = onSubscription(subscribed, subscription, 'roles/pubsub.subscriber');
      if (givesUp) takeAway({ name: 'pubsub', member: project.pubsubAgent }, parent);
    }
  }
}
