/** Who calls a local service, and what they may do: the interface every local service checks against. */

export type Principal = { kind: 'owner' } | { kind: 'serviceAccount'; email: string };

/** The person at this machine: may do everything, as the owner of a project may. */
export const owner: Principal = { kind: 'owner' };

export class PermissionDenied extends Error {
  constructor(
    readonly principal: Principal,
    readonly permission: string,
    readonly resource: string,
  ) {
    const who = principal.kind === 'owner' ? 'the owner' : principal.email;
    super(`Permission '${permission}' denied on resource '${resource}' for ${who}`);
    this.name = 'PermissionDenied';
  }
}

/** A role that is none, or of another service than the resource: in Google's words. */
export class RoleNotSupported extends Error {
  constructor(role: string, where = '') {
    super(`Role ${role} is not supported for this resource.${where}`);
    this.name = 'RoleNotSupported';
  }
}

/** As `setIamPolicy` of Google's services has it. */
export interface RoleMembers {
  role?: string;
  members?: string[];
}

export interface Access {
  /** Who presents this Authorization header. No token, or one that this cloud did not issue, is the owner's own tool. */
  identify(authorization?: string): Principal;
  /** @throws PermissionDenied unless a role granted to the principal on the resource, or above it, holds the permission. */
  check(principal: Principal, permission: string, resource: string): void;
  /** A service's own setIamPolicy on a resource; none when the resource is deleted. @throws RoleNotSupported */
  setPolicy(resource: string, bindings: RoleMembers[]): void;
  /** A signed OIDC token, as Pub/Sub sends with a push. */
  issueIdToken(email: string, audience: string): Promise<string>;
  /** The bearer token by which `identify` knows this service account. */
  issueAccessToken(email: string): string;
}

/** Everyone is the owner: for tests of one service alone. */
export const allowAll: Access = {
  identify: () => owner,
  check: () => {},
  setPolicy: () => {},
  issueIdToken: (email, audience) => Promise.resolve(`test-token:${email}:${audience}`),
  issueAccessToken: (email) => `test-token:${email}`,
};
