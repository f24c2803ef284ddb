/** The identity that makes images of the functions' sources, and where it keeps them. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { onBucket, onProject, onRepository } from './grants';

export interface BuilderArgs {
  project: string;
  region: string;
  sourceBucket: gcp.storage.Bucket;
}

const dayInSeconds = 24 * 60 * 60;

/**
 * One unit, because a build fails without its roles. It is not Google's default account: projects made since July 2024
 * give that one no role, and where it has one it is an editor. Nor has it the role that Cloud Build suggests, which may
 * write every bucket of the project: these are the ones that Cloud Run functions asks for,
 * https://cloud.google.com/functions/docs/securing/build-custom-sa, each where it is needed.
 */
export class Builder extends pulumi.ComponentResource {
  /** Resource name of the account. */
  readonly account: pulumi.Output<string>;
  /** Resource name of the repository that holds the images. */
  readonly repository: pulumi.Output<string>;
  /** In force before anything is built. */
  readonly grants: pulumi.Resource[];

  constructor(name: string, args: BuilderArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Builder', name, {}, opts);
    const parent = { parent: this };
    const account = new gcp.serviceaccount.Account(
      name,
      { accountId: 'landfall-builder', displayName: 'Cloud Build, when it builds a Landfall function' },
      parent,
    );
    const repository = new gcp.artifactregistry.Repository(
      'functions',
      {
        repositoryId: 'landfall-functions',
        location: args.region,
        format: 'DOCKER',
        description: "Images of Landfall's functions.",
        cleanupPolicies: [
          { id: 'keep-the-last', action: 'KEEP', mostRecentVersions: { keepCount: 3 } },
          { id: 'delete-the-old', action: 'DELETE', condition: { olderThan: `${30 * dayInSeconds}s` } },
        ],
      },
      parent,
    );
    const grantee = { name, member: pulumi.interpolate`serviceAccount:${account.email}` };
    this.grants = [
      onProject(args.project, 'roles/logging.logWriter'),
      onRepository('images', repository, 'roles/artifactregistry.writer'),
      onBucket('source', args.sourceBucket, 'roles/storage.objectViewer'),
      // Functions copies a source before it builds it, into a bucket that it makes when it first does.
      onProject(args.project, 'roles/storage.objectViewer', {
        title: 'copied-sources',
        expression: 'resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")',
      }),
    ].map((grant) => grant(grantee, parent));
    this.account = account.name;
    this.repository = repository.id;
    this.registerOutputs({ account: this.account });
  }
}
