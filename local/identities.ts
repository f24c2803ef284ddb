/** gRPC over plain text carries no token: each service account gets ports of its own, and the port says who calls. */
import type { Principal } from './iam/access';

/** A service that can be called over gRPC. */
export interface GrpcService {
  listen(port: number, principal: Principal): Promise<number>;
}

export interface Identities {
  /** Opens the ports of accounts that have none yet. */
  open(emails: string[]): Promise<void>;
  /** @throws Error for an account whose ports are not open */
  portsOf(email: string): { pubsub: number; vertex: number };
}

export function createIdentities(services: { pubsub: GrpcService; vertex: GrpcService }): Identities {
  const ports = new Map<string, { pubsub: number; vertex: number }>();
  return {
    async open(emails) {
      const missing = [...new Set(emails)].filter((email) => !ports.has(email));
      await Promise.all(
        missing.map(async (email) => {
          const principal: Principal = { kind: 'serviceAccount', email };
          const [pubsub, vertex] = await Promise.all([
            services.pubsub.listen(0, principal),
            services.vertex.listen(0, principal),
          ]);
          ports.set(email, { pubsub, vertex });
        }),
      );
    },
    portsOf(email) {
      const found = ports.get(email);
      if (!found) throw new Error(`no gRPC ports are open for ${email}`);
      return found;
    },
  };
}
