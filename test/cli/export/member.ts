/** Whoever runs an exported file: may do what the file says that has to be granted, and read what it copies, from the bucket exports. */
import { grantCommands, type Submission } from '../../../cli/export/submission';
import { allowAll, owner, PermissionDenied, type Access, type Principal } from '../../../local/iam/access';
import { permissionsOf } from '../../../local/iam/roles';

/** What the member's access token is. */
export const memberToken = 'member';

const member: Principal = { kind: 'serviceAccount', email: 'member@acme-ml.iam.gserviceaccount.com' };

export function accessOf(submission: Submission): Access {
  const granted = [
    { role: 'roles/storage.objectViewer', expression: 'resource.name.startsWith("projects/_/buckets/exports")' },
    ...grantCommands(submission).map((command) => {
      const [, role, expression] = /--role=(\S+) .*expression=(.*)'$/.exec(command)!;
      return { role: role!, expression: expression! };
    }),
  ];
  return {
    ...allowAll,
    identify: (authorization) => (authorization === `Bearer ${memberToken}` ? member : owner),
    check(principal, permission, resource) {
      const isGranted = granted.some(
        ({ role, expression }) => permissionsOf({ role })?.includes(permission) && holds(expression, resource),
      );
      if (principal === member && !isGranted) throw new PermissionDenied(principal, permission, resource);
    },
  };
}

/** A condition by what it is made of: each side of || lets a bucket be listed, or says how the name of what is touched begins. */
const holds = (expression: string, resource: string): boolean =>
  expression.split(' || ').some((side) => {
    const [, beginning] = /startsWith\("(.*)"\)/.exec(side) ?? [];
    return beginning === undefined ? !resource.includes('/objects/') : resource.startsWith(beginning);
  });
