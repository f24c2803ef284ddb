/** The identity and access management of the local cloud. */
import { PermissionDenied, owner, type Access, type Principal } from './access';
import type { Policy } from './policy';
import type { Tokens } from './tokens';

/** The number that stands for the local project. */
export const projectNumber = '100000000001';

/** Google's own services act under accounts of their own. */
export function serviceAgent(
  service: 'aiplatform' | 'logging' | 'pubsub' | 'storage',
): Principal & { kind: 'serviceAccount' } {
  const agent = service === 'storage' ? 'gs-project-accounts' : `gcp-sa-${service}`;
  return { kind: 'serviceAccount', email: `service-${projectNumber}@${agent}.iam.gserviceaccount.com` };
}

/** Access as the granted roles say. The owner may do everything. */
export function createAccess(policy: Policy, tokens: Tokens, project: string): Access {
  const access: Access = {
    identify(authorization = '') {
      const email = tokens.readAccessToken(authorization.replace(/^Bearer /i, ''));
      return email === undefined ? owner : { kind: 'serviceAccount', email };
    },
    check(principal, permission, resource) {
      if (principal.kind === 'owner') return;
      if (!policy.allows(`serviceAccount:${principal.email}`, permission, resource)) {
        throw new PermissionDenied(principal, permission, resource);
      }
    },
    setPolicy: (resource, bindings) => policy.setOn(resource, bindings),
    async issueIdToken(email, audience) {
      // Pub/Sub may speak in an account's name only when infra/ lets its agent do so.
      const account = `projects/${project}/serviceAccounts/${email}`;
      access.check(serviceAgent('pubsub'), 'iam.serviceAccounts.getOpenIdToken', account);
      return await tokens.issueIdToken(email, audience);
    },
    issueAccessToken: (email) => tokens.issueAccessToken(email),
  };
  return access;
}
