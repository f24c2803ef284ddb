/** What a Pub/Sub takes and gives through Google's own client. */
import { PubSub } from '@google-cloud/pubsub';
import { quantile } from '../serving/load';

export interface Throughput {
  /** Messages a second from the first call to the last answer. */
  published: number;
  /** Messages a second from the first call to the last message that a streaming pull has brought. */
  received: number;
  /** Milliseconds until one that is published alone is answered, median of a hundred. */
  alone: number;
}

/** Publishes `count` messages of 1 KB in the client's own batches, with nobody and then with one subscriber. */
export async function measureThroughput(endpoint: string, count: number): Promise<Throughput> {
  process.env['METADATA_SERVER_DETECTION'] ??= 'none'; // there is no metadata server to ask who we are
  const client = new PubSub({ projectId: 'bench', apiEndpoint: endpoint, emulatorMode: true });
  const [topic] = await client.createTopic(`bench-${Date.now()}`);
  const [subscription] = await topic.createSubscription(`${topic.name.split('/').at(-1)}-sub`);
  const data = Buffer.alloc(1024, 'x');
  const publishAll = () => Promise.all(Array.from({ length: count }, () => topic.publishMessage({ data })));
  try {
    const published = await rateOf(count, publishAll);
    await subscription.seek(new Date(Date.now() + 60_000));
    let seen = 0;
    const all = new Promise<void>((resolve) => {
      subscription.on('message', (message) => {
        message.ack();
        if (++seen === count) resolve();
      });
    });
    const received = await rateOf(count, () => Promise.all([publishAll(), all]));
    const single = client.topic(topic.name, { batching: { maxMessages: 1 } });
    const times: number[] = [];
    for (let one = 0; one < 100; one++) {
      const begun = performance.now();
      await single.publishMessage({ data });
      times.push(performance.now() - begun);
    }
    return { published, received, alone: quantile(times, 0.5) };
  } finally {
    await subscription.close();
    await subscription.delete();
    await topic.delete();
    await client.close();
  }
}

async function rateOf(count: number, act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return (count * 1000) / (performance.now() - begun);
}
