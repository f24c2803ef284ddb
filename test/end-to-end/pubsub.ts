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

/**
 * From now on a run ends with its dataset version, and no tick looks after tuning jobs: what no test asks for takes no time
 * from those that do. To apply what infra/ declares leaves a detached subscription as it is.
 */
export const endBeforeTuning = () =>
  Promise.all(['tune', 'watch'].map((stage) => pubsub('POST', `subscriptions/${stage}:detach`, {})));

/** As Cloud Scheduler has it every hour. */
export const tickMonitor = () =>
  pubsub('POST', 'topics/monitor-tick:publish', {
    messages: [{ data: 'e30=', attributes: { 'ce-type': 'landfall.monitor.tick.v1', 'ce-specversion': '1.0' } }],
  });
