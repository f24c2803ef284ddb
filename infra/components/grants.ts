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

/** `roles/storage.objectViewer` → `object-viewer`. */
function shortRole(role: string): string {
  return role.replace(/^.*\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function onBucket(label: string, bucket: gcp.storage.Bucket, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.storage.BucketIAMMember(`${name}-${label}-${shortRole(role)}`, { bucket: bucket.name, role, member }, opts);
}

export function onTopic(label: string, topic: gcp.pubsub.Topic, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.pubsub.TopicIAMMember(`${name}-${label}-${shortRole(role)}`, { topic: topic.name, role, member }, opts);
}

export function onSubscription(label: string, subscription: gcp.pubsub.Subscription, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.pubsub.SubscriptionIAMMember(
      `${name}-${label}-${shortRole(role)}`,
      { subscription: subscription.name, role, member },
      opts,
    );
}

export function onDataset(label: string, dataset: gcp.bigquery.Dataset, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.bigquery.DatasetIamMember(
      `${name}-${label}-${shortRole(role)}`,
      { datasetId: dataset.datasetId, role, member },
      opts,
    );
}

export function onTable(label: string, table: gcp.bigquery.Table, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.bigquery.IamMember(
      `${name}-${label}-${shortRole(role)}`,
      { datasetId: table.datasetId, tableId: table.tableId, role, member },
      opts,
    );
}

/** Only for roles that Google offers at no narrower level: running a BigQuery job, calling Vertex AI. */
export function onProject(project: string, role: string): Grant {
  return ({ name, member }, opts) =>
    new gcp.projects.IAMMember(`${name}-project-${shortRole(role)}`, { project, role, member }, opts);
}
