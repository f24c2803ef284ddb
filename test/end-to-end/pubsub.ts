/** Asks the Pub/Sub REST API of the shared cloud, as any client may. */
import { local } from './shared-cloud';

/** @param path below the project */
export async function pubsub(method: string, path: string, body: object): Promise<Record<string, unknown>> {
  const { cloud } = local;
  const response = await fetch(`${cloud.url}/v1/projects/${cloud.status.project}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
