/** A role on one resource, as a value: what a function may do, said where the function is declared. */
import * as gcp from '@pulumi/gcp';
import type * as pulumi from '@pulumi/pulumi';

export interface Grantee {
  /** Short name that makes the binding's own name readable: `validate`. */
  name: string;
  /** IAM member: `serviceAccount:…`. */
  member: pulumi.Input<string>;
}

/** Gives the role to the grantee; `opts.parent` should be the grantee's component. */
export type Grant = (to: Grantee, opts: pulumi.ResourceOptions) => pulumi.Resource;

/** A predefined role by its name, or one of the project's own. */
export type Role = string | { id: string; name: pulumi.Output<string> };

const nameOf = (role: Role): pulumi.Input<string> => (typeof role === 'string' ? role : role.name);

/** `roles/storage.objectViewer` → `object-viewer`. */
function shortRole(role: Role): string {
  const id = typeof role === 'string' ? role.replace(/^.*\./, '') : role.id;
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function onBucket(label: string, bucket: gcp.storage.Bucket, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.storage.BucketIAMMember(
      `${name}-${label}-${shortRole(role)}`,
      { bucket: bucket.name, role: nameOf(role), member },
      opts,
    );
}

export function onTopic(label: string, topic: gcp.pubsub.Topic, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.pubsub.TopicIAMMember(
      `${name}-${label}-${shortRole(role)}`,
      { topic: topic.name, role: nameOf(role), member },
      opts,
    );
}

export function onSubscription(label: string, subscription: gcp.pubsub.Subscription, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.pubsub.SubscriptionIAMMember(
      `${name}-${label}-${shortRole(role)}`,
      { subscription: subscription.name, role: nameOf(role), member },
      opts,
    );
}

export function onDataset(label: string, dataset: gcp.bigquery.Dataset, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.bigquery.DatasetIamMember(
      `${name}-${label}-${shortRole(role)}`,
      { datasetId: dataset.datasetId, role: nameOf(role), member },
      opts,
    );
}

export function onTable(label: string, table: gcp.bigquery.Table, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.bigquery.IamMember(
      `${name}-${label}-${shortRole(role)}`,
      { datasetId: table.datasetId, tableId: table.tableId, role: nameOf(role), member },
      opts,
    );
}

export function onRepository(label: string, repository: gcp.artifactregistry.Repository, role: Role): Grant {
  const { location, repositoryId } = repository;
  return ({ name, member }, opts) =>
    new gcp.artifactregistry.RepositoryIamMember(
      `${name}-${label}-${shortRole(role)}`,
      { location, repository: repositoryId, role: nameOf(role), member },
      opts,
    );
}

/** @param secret its name in the project: who keeps it there is no part of the program, so that no state of it holds a key */
export function onSecret(secret: string, role: Role): Grant {
  return ({ name, member }, opts) =>
    new gcp.secretmanager.SecretIamMember(
      `${name}-${secret}-${shortRole(role)}`,
      { secretId: secret, role: nameOf(role), member },
      opts,
    );
}

/** Only for roles that Google offers at no narrower level: running a BigQuery job, calling Vertex AI. */
export function onProject(project: string, role: Role, condition?: Condition): Grant {
  return ({ name, member }, opts) =>
    new gcp.projects.IAMMember(
      `${name}-project-${shortRole(role)}`,
      { project, role: nameOf(role), member, ...(condition && { condition }) },
      opts,
    );
}

/** Narrows a grant down: https://cloud.google.com/iam/docs/conditions-overview */
export interface Condition {
  title: string;
  expression: string;
}
