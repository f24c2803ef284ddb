/** What the API's methods share: the names that their requests hold, and who may call them. */
import type { Access } from '../iam/access';
import type { Call } from '../rpc/api';
import { pageOf, type PageRequest } from '../rpc/pages';
import type { Clock } from '../clock';
import type { Broker } from './broker';

/** A request that names resources; a name that was left out is undefined. */
export type Named<K extends string> = { [name in K]?: string };

export type ListRequest<K extends string> = Named<K> & PageRequest;

/** @throws PermissionDenied unless the caller has the permission on the resource */
export type May = (call: Call, permission: string, resource?: string) => void;

export interface MethodDeps {
  broker: Broker;
  access: Access;
  clock: Clock;
  may: May;
}

/** A page of resources, in the order of their names. */
export function pageByName<T extends { name: string }>(resources: T[], request: PageRequest) {
  return pageOf(resources, { keyOf: ({ name }) => name }, request);
}

/** A page of names, in their order. */
export function pageOfNames(names: string[], request: PageRequest) {
  return pageOf(names, { keyOf: (name) => name }, request);
}
