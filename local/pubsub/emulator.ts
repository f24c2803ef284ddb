/** Google's own Pub/Sub emulator in place of the built-in Pub/Sub. */
import { createGoogleApi } from '../apply/google-api';
import type { PubSubService } from '.';

/**
 * The emulator knows no identities, so every caller shares its one port, and it writes no BigQuery subscriptions, so
 * the warehouse keeps no history.
 * @param address `HOST:PORT`, as PUBSUB_EMULATOR_HOST has it
 */
export function usePubSubEmulator(address: string): PubSubService {
  const [host, port] = address.split(':');
  if (!host || !Number(port)) throw new Error(`--pubsub-emulator ${address} is not HOST:PORT`);
  const api = createGoogleApi(`http://${address}`);
  return {
    url: `http://${address}`,
    async publish(topic, { data, attributes }) {
      await api.call('POST', `/v1/${topic}:publish`, { messages: [{ data: data.toString('base64'), attributes }] });
    },
    listen: () => Promise.resolve(Number(port)),
    close() {},
  };
}
