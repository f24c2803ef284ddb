import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PushConfig, Subscription } from '../../../local/pubsub/resources';
import { createManualClock, turn } from '../manual-clock';
import { openPubSub, serveEndpoint, subscriptionName, topicName, until } from './harness';

// Real sockets, on machines that may be busy with training beside them.
describe('a push subscription', () => {
  let clock: ReturnType<typeof createManualClock>;
  let server: ReturnType<typeof openPubSub>;
  let endpoint: Awaited<ReturnType<typeof serveEndpoint>>;
  let answer: Parameters<typeof serveEndpoint>[0];

  beforeEach(async () => {
    clock = createManualClock();
    server = openPubSub({ clock });
    server.broker.topics.create({ name: topicName });
    answer = () => 204;
    endpoint = await serveEndpoint((received, count) => answer(received, count));
  });
  afterEach(async () => {
    await server.close();
    await endpoint.close();
  });

  function subscribe(pushConfig: PushConfig = {}, settings: Partial<Subscription> = {}): void {
    const push = { pushEndpoint: `${endpoint.url}/tune`, ...pushConfig };
    server.broker.createSubscription({ name: subscriptionName, topic: topicName, pushConfig: push, ...settings });
  }
  const backlog = () => [...server.broker.tables.backlog.entries()].length;
  const waits = () => [...server.broker.tables.retries.entries()].length;
  const texts = () => endpoint.received.map(({ body }) => messageOf(body));
  function messageOf(body: Buffer): string {
    const { message } = JSON.parse(body.toString()) as { message: { data: string } };
    return Buffer.from(message.data, 'base64').toString();
  }

  test('posts the wrapped message with an identity token, and a 2xx acknowledges it', async () => {
    subscribe({ oidcToken: { serviceAccountEmail: 'tune@demo.iam.gserviceaccount.com' } });
    const attributes = { 'ce-type': 'landfall.dataset.versioned.v1' };
    const [id] = server.broker.publish(topicName, [{ data: Buffer.from('{}'), attributes }]);
    await until(() => endpoint.received.length === 1 && backlog() === 0);
    const [{ headers, body }] = endpoint.received as [(typeof endpoint.received)[number]];
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer test-token:tune@demo.iam.gserviceaccount.com:${endpoint.url}/tune`,
    });
    const publishTime = '2026-11-23T05:00:00.000Z';
    expect(JSON.parse(body.toString())).toEqual({
      message: { data: 'e30=', attributes, messageId: id, message_id: id, publishTime, publish_time: publishTime },
      subscription: subscriptionName,
    });
  });

  test('posts the bare data with metadata as headers when it unwraps', async () => {
    subscribe({ noWrapper: { writeMetadata: true } });
    server.broker.publish(topicName, [{ data: Buffer.from('hello'), attributes: { colour: 'red' } }]);
    await until(() => backlog() === 0);
    const [{ headers, body }] = endpoint.received as [(typeof endpoint.received)[number]];
    expect(body.toString()).toBe('hello');
    expect(headers).toMatchObject({ colour: 'red', 'x-goog-pubsub-subscription-name': subscriptionName });
  });

  test.each([102, 200, 201, 202, 204])('takes %i as an acknowledgement', async (status) => {
    // 102 is an interim answer of HTTP; only something that is not an HTTP server can end with it.
    await server.close();
    const posted: string[] = [];
    const fetchImpl = (url: string) => Promise.resolve({ status: posted.push(url) && status });
    server = openPubSub({ clock, fetchImpl });
    server.broker.topics.create({ name: topicName });
    subscribe();
    server.broker.publish(topicName, [{ data: Buffer.from('x') }]);
    await until(() => backlog() === 0);
    expect(posted).toHaveLength(1);
  });

  test.each([203, 301, 400, 404, 429, 500, 503, 504])(
    'pushes again after %i, when the back-off has passed',
    async (status) => {
      answer = (_, count) => (count < 3 ? status : 200);
      subscribe({}, { retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 600 } } });
      server.broker.publish(topicName, [{ data: Buffer.from('x') }]);
      for (const [count, wait] of [
        [1, 10_000],
        [2, 20_000],
      ] as const) {
        await until(() => endpoint.received.length === count);
        await until(() => waits() === 1);
        await clock.advance(wait - 1);
        await turn();
        expect(endpoint.received).toHaveLength(count);
        await clock.advance(1);
      }
      await until(() => backlog() === 0);
      expect(endpoint.received).toHaveLength(3);
    },
  );

  test('gives up on an answer at the ack deadline and pushes again', async () => {
    answer = (_, count) => (count === 1 ? new Promise(() => {}) : 200);
    subscribe({}, { ackDeadlineSeconds: 10 });
    server.broker.publish(topicName, [{ data: Buffer.from('x') }]);
    await until(() => endpoint.received.length === 1);
    await clock.advance(9_999);
    expect(waits()).toBe(0);
    await clock.advance(1);
    await until(() => waits() === 1);
    await clock.advance(100);
    await until(() => backlog() === 0);
    expect(endpoint.received).toHaveLength(2);
  });

  test('counts delivery attempts and forwards to the dead-letter topic', async () => {
    const dead = { topic: 'projects/demo/topics/dead', name: 'projects/demo/subscriptions/dead-sub' };
    server.broker.topics.create({ name: dead.topic });
    server.broker.createSubscription(dead);
    answer = () => 500;
    subscribe({}, { deadLetterPolicy: { deadLetterTopic: dead.topic, maxDeliveryAttempts: 5 } });
    server.broker.publish(topicName, [{ data: Buffer.from('bad') }]);
    for (let count = 1; count < 5; count++) {
      await until(() => endpoint.received.length === count && waits() === 1);
      await clock.advance(100 * 2 ** (count - 1));
    }
    await until(() => [...server.broker.tables.backlog.entries()].length === 1 && waits() === 0);
    const [forwarded] = server.broker.queue(dead.name).take({ maximum: 1 });
    const attempts = endpoint.received.map(
      ({ body }) => (JSON.parse(body.toString()) as { deliveryAttempt: number }).deliveryAttempt,
    );
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
    expect(forwarded!.content.attributes).toMatchObject({
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceDeliveryErrorMessage: 'The push endpoint answered 500.',
    });
  });

  test('keeps one message of an ordering key under way, and repeats it before the next', async () => {
    answer = ({ body }, count) => (messageOf(body) === 'b' && count < 4 ? 500 : 200);
    subscribe({}, { enableMessageOrdering: true });
    server.broker.publish(
      topicName,
      ['a', 'b', 'c'].map((text) => ({ data: Buffer.from(text), orderingKey: 'k' })),
    );
    for (const count of [2, 3]) {
      await until(() => endpoint.received.length === count);
      await until(() => waits() === 1);
      await clock.advance(100 * 2 ** (count - 2));
    }
    await until(() => backlog() === 0);
    expect(texts()).toEqual(['a', 'b', 'b', 'b', 'c']);
  });

  test('starts with a few pushes at once and never passes a hundred', async () => {
    const waiting: (() => void)[] = [];
    answer = () => new Promise((resolve) => waiting.push(() => resolve(200)));
    subscribe();
    server.broker.publish(
      topicName,
      Array.from({ length: 300 }, (_, index) => ({ data: Buffer.from(`${index}`) })),
    );
    await until(() => waiting.length === 3);
    await turn();
    expect(endpoint.received).toHaveLength(3);
    let largest = 0;
    while (backlog() > 0) {
      largest = Math.max(largest, waiting.length);
      waiting.splice(0).forEach((finish) => finish());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(largest).toBeLessThanOrEqual(100);
    expect(new Set(texts()).size).toBe(300);
  });

  test('becomes a pull subscription when its endpoint is taken away, and pushes what waits when it is back', async () => {
    subscribe();
    const current = server.broker.subscription(subscriptionName);
    server.broker.updateSubscription({ ...current, pushConfig: {} }, { paths: ['push_config'] });
    server.broker.publish(topicName, [{ data: Buffer.from('x') }]);
    await turn();
    expect(endpoint.received).toHaveLength(0);
    server.broker.updateSubscription(current, { paths: ['push_config'] });
    await until(() => backlog() === 0);
    expect(endpoint.received).toHaveLength(1);
  });
});
