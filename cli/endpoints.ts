/** Endpoints of tuned models in Vertex AI, as far as they are still there. */
import { locationIn } from '../core/vertex-locations';
import type { Cloud } from './cloud';
import { unlessGone } from './unless-gone';

/** @param within milliseconds to wait for an answer; without it, as long as the client waits */
export async function hasEndpoint(cloud: Cloud, name: string, within?: number): Promise<boolean> {
  const client = await cloud.endpoints(locationIn(name) ?? cloud.status.region);
  const options = within === undefined ? {} : { timeout: within, retry: null };
  return (await unlessGone(client.getEndpoint({ name }, options))) !== undefined;
}
