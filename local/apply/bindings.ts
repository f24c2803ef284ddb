/** Reads the IAM bindings out of the program's resources. */
import type { Binding } from '../iam/policy';
import type { Resource, ResourceGraph } from './graph';
import { inputsOf, UnknownToLocalCloud } from './inputs';

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
  'gcp:artifactregistry/repositoryIamMember:RepositoryIamMember': {
    key: ['location', 'repository'],
    name: ({ location, repository }, project) => `projects/${project}/locations/${location}/repositories/${repository}`,
  },
  'gcp:secretmanager/secretIamMember:SecretIamMember': {
    key: ['secretId'],
    name: ({ secretId }, project) => full('secrets', secretId!, project),
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
export const roleType = 'gcp:projects/iAMCustomRole:IAMCustomRole';

type Inputs = Record<string, string> & { role: string; member: string; condition?: { expression: string } };

/** @param roles permissions of the project's own roles, by name */
export function readBinding(resource: Resource, project: string, roles: Map<string, string[]>): Binding {
  const { key, name } = targets[resource.type]!;
  const inputs = inputsOf<Inputs>(resource, [...key, 'role', 'member', 'condition']);
  const permissions = roles.get(inputs.role);
  return {
    resource: inputs.condition ? namedBy(inputs.condition, resource) : name(inputs, project),
    role: inputs.role,
    member: inputs.member,
    ...(permissions && { permissions }),
  };
}

/** The resource that a condition narrows its grant to. A beginning of names stands for itself: no resource here has it. */
function namedBy({ expression }: { expression: string }, { type, name }: Resource): string {
  const [, start] = /^resource\.name\.startsWith\("([^"]+)"\)$/.exec(expression) ?? [];
  if (start === undefined) throw new UnknownToLocalCloud([`condition ${expression} of ${type} ${name}`]);
  return start;
}

/** The program's own roles: their permissions by their full names. */
export function readRoles(graph: ResourceGraph, project: string): Map<string, string[]> {
  return new Map(
    graph.flatMap((resource) => {
      if (resource.type !== roleType) return [];
      const known = ['roleId', 'permissions'] as const;
      const { roleId, permissions } = inputsOf<{ roleId: string; permissions: string[] }>(resource, known, ['title']);
      return [[`projects/${project}/roles/${roleId}`, permissions]];
    }),
  );
}

function full(collection: string, name: string, project: string): string {
  return name.startsWith('projects/') ? name : `projects/${project}/${collection}/${name}`;
}
