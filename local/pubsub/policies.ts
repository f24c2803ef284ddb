/** IAM policies of Pub/Sub's resources: kept as they are set, for the tools that read, change and write them back; what they grant is for `Access`. */
import { createHash } from 'node:crypto';
import type { Access } from '../iam/access';
import type { Table } from '../state';
import { failedPrecondition } from './errors';

export interface Policy {
  version?: number;
  bindings?: { role?: string; members?: string[] }[];
  etag?: Uint8Array;
}

export interface Policies {
  get(resource: string): Policy;
  /** @throws RoleNotSupported; RpcError FAILED_PRECONDITION when the policy was changed since the given etag was read. */
  set(resource: string, policy: Policy): Policy;
}

export function createPolicies(table: Table<object>, access: Access): Policies {
  // A policy that nobody has set has no version yet.
  const get = (resource: string): Policy => (table.get(resource) as Policy | undefined) ?? withEtag({});
  return {
    get,
    set(resource, policy) {
      const { etag } = get(resource);
      if (policy.etag?.length && !Buffer.from(policy.etag).equals(etag!)) {
        throw failedPrecondition('There were concurrent policy changes. Please retry the whole read-modify-write.');
      }
      const { version, bindings = [] } = policy;
      access.setPolicy(resource, bindings);
      const stored = withEtag({ version: version || 1, bindings });
      table.put(resource, stored);
      return stored;
    },
  };
}

function withEtag(policy: Policy): Policy {
  return { ...policy, etag: createHash('sha256').update(JSON.stringify(policy)).digest().subarray(0, 8) };
}
