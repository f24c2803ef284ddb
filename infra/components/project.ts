/** The ground of a deployment: the APIs that must be on and the identities of Google's own services. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';

/** What every deployment needs. */
const apis = [
  'aiplatform',
  'artifactregistry',
  'bigquery',
  'cloudbuild',
  'cloudfunctions',
  'cloudresourcemanager',
  'cloudscheduler',
  'cloudtrace',
  'iam',
  'logging',
  'monitoring',
  'pubsub',
  'run',
  'storage',
  'telemetry',
];

export interface ProjectArgs {
  project: string;
  /** What this one needs besides, such as billingbudgets. */
  alsoNeeds?: string[];
}

/**
 * One unit, because Google creates a service's agent only once its API is on: whoever asks for an agent's address
 * here also waits for the API.
 */
export class Project extends pulumi.ComponentResource {
  /** IAM member of Pub/Sub itself, which dead-letters, writes history rows and signs push tokens. */
  readonly pubsubAgent: pulumi.Output<string>;
  /** IAM member of Cloud Storage itself, which publishes notifications. */
  readonly storageAgent: pulumi.Output<string>;
  /** IAM member of Vertex AI itself, which reads and writes the files of batches. */
  readonly vertexAgent: pulumi.Output<string>;
  readonly services: gcp.projects.Service[];

  constructor(name: string, args: ProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Project', name, {}, opts);
    const parent = { parent: this };
    this.services = [...apis, ...(args.alsoNeeds ?? [])].map(
      (api) =>
        new gcp.projects.Service(
          api,
          // Others in the project may use the API; turning Landfall off must not turn it off for them.
          { project: args.project, service: `${api}.googleapis.com`, disableOnDestroy: false },
          parent,
        ),
    );
    const agentOf = (api: string) => {
      const identity = new gcp.projects.ServiceIdentity(
        `${api}-agent`,
        { project: args.project, service: `${api}.googleapis.com` },
        { ...parent, dependsOn: this.services },
      );
      return pulumi.interpolate`serviceAccount:${identity.email}`;
    };
    this.pubsubAgent = agentOf('pubsub');
    this.vertexAgent = agentOf('aiplatform');
    const storage = gcp.storage.getProjectServiceAccountOutput(
      { project: args.project },
      { ...parent, dependsOn: this.services },
    );
    this.storageAgent = pulumi.interpolate`serviceAccount:${storage.emailAddress}`;
    this.registerOutputs({
      pubsubAgent: this.pubsubAgent,
      storageAgent: this.storageAgent,
      vertexAgent: this.vertexAgent,
    });
  }
}
