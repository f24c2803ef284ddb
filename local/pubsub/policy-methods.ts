/** The methods of google.iam.v1.IAMPolicy on topics, subscriptions and snapshots. */
import type { Call } from '../rpc/api';
import type { Collection } from './names';
import { createPolicies, type Policy } from './policies';
import type { MethodDeps, Named } from './requests';

export function createPolicyMethods({ broker, access, may }: MethodDeps) {
  const policies = createPolicies(broker.tables.policies, access);
  return {
    GetIamPolicy({ resource = '' }: Named<'resource'>, call: Call) {
      may(call, `pubsub.${collectionOf(resource)}.getIamPolicy`, resource);
      return policies.get(resource);
    },
    SetIamPolicy({ resource = '', policy = {} }: Named<'resource'> & { policy?: Policy }, call: Call) {
      may(call, `pubsub.${collectionOf(resource)}.setIamPolicy`, resource);
      return policies.set(resource, policy);
    },
    TestIamPermissions(
      { resource = '', permissions = [] }: Named<'resource'> & { permissions?: string[] },
      call: Call,
    ) {
      return { permissions: permissions.filter((permission) => isAllowed(call, permission, resource)) };
    },
  };

  /** @throws RpcError NOT_FOUND unless the resource is there */
  function collectionOf(resource: string): Collection {
    if (resource.split('/')[2] === 'topics') return broker.topics.get(resource) && 'topics';
    if (resource.split('/')[2] === 'schemas') return broker.schemas.get(resource) && 'schemas';
    if (resource.split('/')[2] === 'snapshots') return broker.snapshots.get(resource) && 'snapshots';
    return broker.subscription(resource) && 'subscriptions';
  }

  function isAllowed(call: Call, permission: string, resource: string): boolean {
    try {
      may(call, permission, resource);
      return true;
    } catch {
      return false;
    }
  }
}
