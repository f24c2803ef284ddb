/** How long a message takes from its publisher to a warm subscriber: published by Google's client, pushed over HTTP. */
import { PubSub } from '@google-cloud/pubsub';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Milliseconds from the call to publish to the arrival of the push, of `count` messages sent one after the other.
 * The topic and its subscription are made for this and removed.
 */
export async function measureEventHops(
  { project, endpoint }: { project: string; endpoint: string },
  count = 50,
): Promise<number[]> {
  let arrived: () => void = () => {};
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(204).end();
      arrived();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const pushEndpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

  process.env['METADATA_SERVER_DETECTION'] ??= 'none'; // there is no metadata server to ask who we are
  const client = new PubSub({
    projectId: project,
    apiEndpoint: endpoint,
    emulatorMode: true,
  });
  const [topic] = await client.createTopic('bench-event-hop');
  const [subscription] = await topic.createSubscription('bench-event-hop', { pushConfig: { pushEndpoint } });
  const publisher = client.topic('bench-event-hop', { batching: { maxMessages: 1 } });
  const hops: number[] = [];
  try {
    for (let message = 0; message < count; message++) {
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      const begun = performance.now();
      await Promise.all([publisher.publishMessage({ data: Buffer.from('{}') }), arrival]);
      hops.push(performance.now() - begun);
    }
  } finally {
    await subscription.delete();
    await topic.delete();
    await client.close();
    receiver.close();
    receiver.closeAllConnections();
  }
  return hops;
}
