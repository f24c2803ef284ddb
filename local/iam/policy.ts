/** Who holds which role on which resource, and whether that is enough. */
import type { Clock } from '../clock';
import type { Table } from '../state';
import { RoleNotSupported, type RoleMembers } from './access';
import { isSupported, permissionsOf } from './roles';

export interface Binding {
  /** Full name, as in `Access.check`: `projects/P`, `projects/_/buckets/B`, `projects/P/topics/T`, … */
  resource: string;
  role: string;
  /** `serviceAccount:EMAIL`, or `allUsers`. */
  member: string;
  /** What the role allows, when it is the project's own. */
  permissions?: string[];
}

export interface Policy {
  /** Does the member hold a role with this permission on the resource or on one that contains it? */
  allows(member: string, permission: string, resource: string): boolean;
  /** @throws RoleNotSupported for a role that is none, or none for its resource; then nothing has changed */
  replace(bindings: Binding[]): void;
  /**
   * What a service's own setIamPolicy grants on one resource, besides what `replace` does; it takes the place of what it
   * granted there before.
   * @throws RoleNotSupported; then nothing has changed
   */
  setOn(resource: string, bindings: RoleMembers[]): void;
  /** Resolves when all that has been granted and revoked so far is in force, or when the patience is over. */
  inForce(patienceMilliseconds: number): Promise<void>;
}

/** How long a change is on its way, as Google's are for seconds to minutes: https://cloud.google.com/iam/docs/access-change-propagation */
export interface Propagation {
  clock: Clock;
  delayMilliseconds: number;
}

/** Where `replace` keeps its bindings; those of `setOn` are under the resource's name. */
const program = 'bindings';

/**
 * @param table keeps the bindings across a restart, so that nothing is refused between a start and the first apply
 * @param project owns the buckets, whose resource names do not say so
 * @param propagation without it a change takes effect at once; what the table holds at the start is in effect
 */
export function createPolicy(table: Table<Binding[]>, project: string, propagation?: Propagation): Policy {
  const readTable = () => indexed([...table.entries()].flatMap(({ value }) => value));
  let granted = readTable();
  let lastChange: Promise<void> = Promise.resolve();
  const propagate = (): void => {
    const changed = readTable();
    const takeEffect = (): void => void (granted = changed);
    if (!propagation?.delayMilliseconds) return takeEffect();
    const { clock, delayMilliseconds } = propagation;
    lastChange = new Promise((resolve) => {
      clock.after(delayMilliseconds, () => resolve(takeEffect()));
    });
  };
  return {
    allows(member, permission, resource) {
      return containers(resource, project).some((container) =>
        [member, 'allUsers'].some((who) =>
          granted.get(`${container} ${who}`)?.some((binding) => permissionsOf(binding)?.includes(permission)),
        ),
      );
    },
    replace(bindings) {
      const wrong = bindings.find((binding) => !isSupported(binding));
      if (wrong) {
        const where = ` The program grants it on ${wrong.resource}; google-roles.json of local/iam/ has the roles that this cloud knows.`;
        throw new RoleNotSupported(wrong.role, where);
      }
      table.put(program, bindings);
      propagate();
    },
    setOn(resource, bindings) {
      const custom = new Map(table.get(program)?.map(({ role, permissions }) => [role, permissions]));
      const own = bindings.flatMap(({ role = '', members = [] }) => {
        const granted = { resource, role, permissions: custom.get(role) };
        if (!isSupported(granted)) throw new RoleNotSupported(role);
        return members.map((member) => ({ ...granted, member }));
      });
      if (own.length > 0) table.put(resource, own);
      else table.remove(resource);
      propagate();
    },
    async inForce(patienceMilliseconds) {
      if (!propagation) return;
      let stop = () => {};
      const patience = new Promise<void>((resolve) => (stop = propagation.clock.after(patienceMilliseconds, resolve)));
      await Promise.race([lastChange, patience]);
      stop();
    },
  };
}

const keyOf = ({ resource, member }: Binding): string => `${resource} ${member}`;

function indexed(bindings: Binding[]): Map<string, Binding[]> {
  const byKey = new Map<string, Binding[]>();
  for (const binding of bindings) byKey.set(keyOf(binding), [...(byKey.get(keyOf(binding)) ?? []), binding]);
  return byKey;
}

/**
 * The resource and everything that contains it, by the pairs of its name: an object's bucket, a table's dataset, the
 * project. A bucket's name is global and has `_` for its project.
 */
function containers(resource: string, project: string): string[] {
  const object = /^(projects\/_\/buckets\/[^/]+)\/objects\//.exec(resource);
  if (object) return [resource, object[1]!, `projects/${project}`];
  const parts = resource.split('/');
  const names: string[] = [];
  for (let length = parts.length; length >= 2; length -= 2) names.push(parts.slice(0, length).join('/'));
  return names.map((name) => (name === 'projects/_' ? `projects/${project}` : name));
}
