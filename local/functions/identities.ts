/** gRPC over plain text carries no token: each service account gets ports of its own, and the port says who calls. */
import type { Principal } from '../iam/access';
import type { LocalService } from '../service';

export interface Identities {
  /** Opens the ports of accounts that have none yet. */
  open(emails: string[]): Promise<void>;
  /**
   * The variables by which a process that runs as the account finds the services.
   * @throws Error for an account whose ports are not open
   */
  environmentOf(email: string): Record<string, string>;
}

/** @param url where the services are that say nothing else */
export function createIdentities(services: Record<string, LocalService>, url: string): Identities {
  const environments = new Map<string, Record<string, string>>();
  return {
    async open(emails) {
      const missing = [...new Set(emails)].filter((email) => !environments.has(email));
      await Promise.all(
        missing.map(async (email) => {
          const principal: Principal = { kind: 'serviceAccount', email };
          const variables = await Promise.all(
            Object.values(services).map(async (service) => {
              const grpc = service.listen ? `127.0.0.1:${await service.listen(0, principal)}` : '';
              return service.environment?.({ url: service.url ?? url, grpc }) ?? {};
            }),
          );
          environments.set(email, Object.assign({}, ...variables) as Record<string, string>);
        }),
      );
    },
    environmentOf(email) {
      const found = environments.get(email);
      if (!found) throw new Error(`no gRPC ports are open for ${email}`);
      return found;
    },
  };
}
