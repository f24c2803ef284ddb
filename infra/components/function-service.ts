/** One Cloud Run function under an identity of its own. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { topicOf, type EventType } from '../../core/stages';
import type { Builder } from './builder';
import type { Grant } from './grants';
import { onTopic } from './grants';

/** What all functions of one deployment share. */
export interface Deployment {
  project: string;
  region: string;
  sourceBucket: gcp.storage.Bucket;
  builder: Builder;
  /** Folder of the built function, by its name. */
  builtFunction: (name: string) => string;
  environment: Record<string, pulumi.Input<string>>;
  topics: Record<string, gcp.pubsub.Topic>;
}

export interface FunctionServiceArgs {
  deployment: Deployment;
  /** As Kubernetes writes it. */
  memory: string;
  /** Processors; without it Cloud Run gives the share that goes with the memory. */
  processor?: string;
  /** Seconds. */
  timeLimit: number;
  /** Events that the function may publish, each to its topic: LANDFALL_TOPICS says them, and permissions follow. */
  emits: readonly EventType[];
  /** Everything else that it may do. */
  may: Grant[];
  /** Requests that one instance handles at the same time. */
  concurrency: number;
}

/**
 * One unit, because a function's code, its name, its identity and its permissions change together: the account exists
 * for this function alone, and what it may do is what this code does.
 */
export class FunctionService extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly service: pulumi.Output<string>;

  constructor(name: string, args: FunctionServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:FunctionService', name, args, opts);
    const parent = { parent: this };
    const { deployment } = args;
    const account = new gcp.serviceaccount.Account(
      name,
      { accountId: `landfall-${name}`, displayName: `Landfall ${name}` },
      parent,
    );
    const grantee = { name, member: pulumi.interpolate`serviceAccount:${account.email}` };
    const grants = [
      ...args.may,
      ...args.emits
        .map(topicOf)
        .map((topic) => onTopic(topic, topicNamed(deployment, topic), 'roles/pubsub.publisher')),
    ].map((grant) => grant(grantee, parent));

    const source = new gcp.storage.BucketObject(
      `${name}-source`,
      {
        bucket: deployment.sourceBucket.name,
        name: `functions/${name}.zip`,
        source: new pulumi.asset.FileArchive(deployment.builtFunction(name)),
      },
      parent,
    );
    const built = new gcp.cloudfunctionsv2.Function(
      name,
      {
        name,
        location: deployment.region,
        buildConfig: {
          runtime: 'nodejs22',
          entryPoint: name,
          serviceAccount: deployment.builder.account,
          // Without the generation, a new zip under the same name would not be a change to the function.
          source: { storageSource: { bucket: source.bucket, object: source.name, generation: source.generation } },
        },
        serviceConfig: {
          availableMemory: args.memory,
          ...(args.processor !== undefined && { availableCpu: args.processor }),
          timeoutSeconds: args.timeLimit,
          maxInstanceCount: 20,
          maxInstanceRequestConcurrency: args.concurrency,
          serviceAccountEmail: account.email,
          environmentVariables: {
            ...deployment.environment,
            LANDFALL_STAGE: name,
            LANDFALL_TOPICS: JSON.stringify(Object.fromEntries(args.emits.map((type) => [type, topicOf(type)]))),
          },
        },
      },
      { ...parent, dependsOn: [...grants, deployment.builder.mayBuild] },
    );
    this.url = built.url;
    // A function of the second generation is a Cloud Run service of the same name: invoking is granted there.
    this.service = built.name;
    this.registerOutputs({ url: this.url });
  }
}

function topicNamed(deployment: Deployment, name: string): gcp.pubsub.Topic {
  const topic = deployment.topics[name];
  if (!topic) throw new Error(`no topic ${name} is declared`);
  return topic;
}
