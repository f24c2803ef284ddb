/** What roles allow: Google's by google-roles.json, a project's own by what it says itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';

/** Of each role what Google lists, as verbs by kind of resource; kinds that the local cloud has nothing of are left out. */
const google = JSON.parse(readFileSync(join(repositoryRoot(), 'local/iam/google-roles.json'), 'utf8')) as {
  sources: string[];
  asOf: string;
  roles: Record<string, Record<string, string>>;
};

const rolePermissions = new Map(
  Object.entries(google.roles).map(([role, kinds]) => [
    role,
    Object.entries(kinds).flatMap(([kind, verbs]) => verbs.split(' ').map((verb) => `${kind}.${verb}`)),
  ]),
);

/** Whose roles a resource takes, by the collection in its name; what is not here, a project say, takes all. */
const services: Record<string, string> = {
  buckets: 'storage',
  topics: 'pubsub',
  subscriptions: 'pubsub',
  snapshots: 'pubsub',
  schemas: 'pubsub',
  datasets: 'bigquery',
};

/** Undefined for a role that this cloud does not know. */
export function permissionsOf(granted: { role: string; permissions?: string[] }): string[] | undefined {
  return granted.permissions ?? rolePermissions.get(granted.role);
}

/** Whether the role is known, and allows anything in the service of the resource (its full name, as in `Access.check`). */
export function isSupported(granted: { role: string; permissions?: string[]; resource: string }): boolean {
  const service = services[granted.resource.split('/')[2] ?? ''] ?? '';
  return permissionsOf(granted)?.some((permission) => permission.startsWith(service)) ?? false;
}
