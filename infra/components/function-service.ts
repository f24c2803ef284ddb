/** One Cloud Run function under an identity of its own. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import type { ModelService } from '../../catalog/services';
import { mebibytes } from '../../core/mebibytes';
import { modelKeyOf } from '../../core/model-keys';
import { topicOf, type EventType } from '../../core/stages';
import type { Builder } from './builder';
import type { Grant } from './grants';
import { onSecret, onTopic } from './grants';
import type { Propagation } from './propagation';

/** What all functions of one deployment share. */
export interface Deployment {
  project: string;
  region: string;
  sourceBucket: gcp.storage.Bucket;
  builder: Builder;
  /** Folder of the built function, by its name. */
  builtFunction: (name: string) => string;
  environment: Record<string, pulumi.Input<string>>;
  topic: (name: string) => gcp.pubsub.Topic;
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
  /** Services of models that it asks: it finds the key of each in its environment. */
  services: ModelService[];
  /** Requests that one instance handles at the same time. */
  concurrency: number;
  /** At most; twenty where nothing is said. */
  instances?: number;
}

/**
 * One unit, because a function's code, its name, its identity and its permissions change together: the account exists
 * for this function alone, and what it may do is what this code does.
 */
export class FunctionService extends pulumi.ComponentResource {
  readonly grants: pulumi.Resource[];
  /** As whom it acts. */
  readonly member: pulumi.Output<string>;
  private readonly account: gcp.serviceaccount.Account;

  constructor(
    private readonly name: string,
    private readonly args: FunctionServiceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('landfall:FunctionService', name, {}, opts);
    const parent = { parent: this };
    const { deployment } = args;
    this.account = new gcp.serviceaccount.Account(
      name,
      { accountId: `landfall-${name}`, displayName: `Landfall ${name}` },
      parent,
    );
    this.member = pulumi.interpolate`serviceAccount:${this.account.email}`;
    const grantee = { name, member: this.member };
    this.grants = [
      ...args.may,
      ...args.services.map(({ secret }) => onSecret(secret, 'roles/secretmanager.secretAccessor')),
      ...args.emits.map(topicOf).map((topic) => onTopic(topic, deployment.topic(topic), 'roles/pubsub.publisher')),
    ].map((grant) => grant(grantee, parent));
    this.registerOutputs({});
  }

  /**
   * The function itself; it is of the second generation, so a Cloud Run service of the same name, on which invoking is
   * granted.
   * @param inForce its builder's grants, without which the build fails, and its own, without which its first messages do
   * @param environment of this function alone
   */
  start(inForce: Propagation, environment: Record<string, pulumi.Input<string>> = {}): gcp.cloudfunctionsv2.Function {
    const { name, args } = this;
    const { deployment } = args;
    const parent = { parent: this };
    // What Node has compiled is good for the same flags alone. Without this one Google's launcher sets it, to the same.
    const nodeOptions = `--max-old-space-size=${Math.floor(mebibytes(args.memory) * 0.8)}`;
    const source = new gcp.storage.BucketObject(
      `${name}-source`,
      {
        bucket: deployment.sourceBucket.name,
        name: `functions/${name}.zip`,
        source: new pulumi.asset.FileArchive(deployment.builtFunction(name)),
      },
      parent,
    );
    return new gcp.cloudfunctionsv2.Function(
      name,
      {
        name,
        location: deployment.region,
        buildConfig: {
          runtime: 'nodejs22',
          entryPoint: name,
          serviceAccount: deployment.builder.account,
          dockerRepository: deployment.builder.repository,
          environmentVariables: { LANDFALL_NODE_OPTIONS: nodeOptions },
          // Without the generation, a new zip under the same name would not be a change to the function.
          source: { storageSource: { bucket: source.bucket, object: source.name, generation: source.generation } },
        },
        serviceConfig: {
          availableMemory: args.memory,
          ...(args.processor !== undefined && { availableCpu: args.processor }),
          timeoutSeconds: args.timeLimit,
          maxInstanceCount: args.instances ?? 20,
          maxInstanceRequestConcurrency: args.concurrency,
          serviceAccountEmail: this.account.email,
          ...(args.services.length > 0 && {
            secretEnvironmentVariables: args.services.map(modelKeyOf).map(({ variable, secret }) => ({
              key: variable,
              projectId: deployment.project,
              secret,
              version: 'latest',
            })),
          }),
          environmentVariables: {
            ...deployment.environment,
            ...environment,
            LANDFALL_STAGE: name,
            NODE_OPTIONS: nodeOptions,
            // Made where the function is built: gcp-build in its package.json.
            NODE_COMPILE_CACHE: '/workspace/compile-cache',
            LANDFALL_TOPICS: JSON.stringify(Object.fromEntries(args.emits.map((type) => [type, topicOf(type)]))),
          },
        },
      },
      { ...parent, dependsOn: [inForce] },
    );
  }
}
