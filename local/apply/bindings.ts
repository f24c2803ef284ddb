/** Reads the IAM bindings out of the program's resources. */
import type { Binding } from '../iam/policy';
import type { Resource } from './graph';
import { inputsOf } from './inputs';

type Name = (inputs: Record<string, string>, project: string) => string;

/** The resource that each kind of binding is about, under its full name. */
const targets: Record<string, { key: string[]; name: Name }> = {
  'gcp:projects/iAMMember:IAMMember': { key: [], name: ({ project }, fallback) => `projects/${project ?? fallback}` },
  'gcp:storage/bucketIAMMember:BucketIAMMember': {
    key: ['bucket'],
    name: ({ bucket }) => `projects/_/buckets/${bucket}`,
  },
  'gcp:pubsub/topicIAMMember:TopicIAMMember': {
    key: ['topic'],
    name: ({ topic }, project) => full('topics', topic!, project),
  },
  'gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember': {
    key: ['subscription'],
    name: ({ subscription }, project) => full('subscriptions', subscription!, project),
  },
  'gcp:bigquery/datasetIamMember:DatasetIamMember': {
    key: ['datasetId'],
    name: ({ datasetId }, project) => full('datasets', datasetId!, project),
  },
  'gcp:bigquery/iamMember:IamMember': {
    key: ['datasetId', 'tableId'],
    name: ({ datasetId, tableId }, project) => `${full('datasets', datasetId!, project)}/tables/${tableId}`,
  },
  'gcp:cloudrunv2/serviceIamMember:ServiceIamMember': {
    key: ['name', 'location'],
    name: ({ name, location }, project) => `projects/${project}/locations/${location}/services/${name}`,
  },
  'gcp:serviceaccount/iAMMember:IAMMember': {
    key: ['serviceAccountId'],
    name: ({ serviceAccountId }) => serviceAccountId!,
  },
};

export const bindingTypes = Object.keys(targets);

export function readBinding(resource: Resource, project: string): Binding {
  const { key, name } = targets[resource.type]!;
  const inputs = inputsOf<Record<string, string>>(resource, [...key, 'role', 'member']);
  return { resource: name(inputs, project), role: inputs['role']!, member: inputs['member']! };
}

function full(collection: string, name: string, project: string): string {
  return name.startsWith('projects/') ? name : `projects/${project}/${collection}/${name}`;
}
