/** Where the owner's tools and clients find each service. */
import type { LocalStatus } from './admin';
import { owner } from './iam/access';
import type { LocalService } from './service';

/**
 * Opens the gRPC ports on which every caller is the owner.
 * @param url where the services are that say nothing else
 * @param firstPort that of the first service with gRPC, the others' follow; 0 for any free ones
 * @returns for each service that clients look for its URL, and its gRPC address where it has one
 */
export async function openEndpoints(
  services: readonly (readonly [name: string, LocalService])[],
  url: string,
  firstPort: number,
): Promise<LocalStatus['endpoints']> {
  const withGrpc = services.filter(([, { listen }]) => listen);
  const grpc = await Promise.all(
    withGrpc.map(async ([name, service], index) => {
      const port = await service.listen!(firstPort && firstPort + index, owner);
      return [`${name}Grpc`, `127.0.0.1:${port}`] as const;
    }),
  );
  const rest = services.filter(([, { environment }]) => environment).map(([name, own]) => [name, own.url ?? url]);
  return Object.fromEntries([...rest, ...grpc]) as LocalStatus['endpoints'];
}
