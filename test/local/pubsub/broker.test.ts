import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import type { Subscription } from '../../../local/pubsub/resources';
import type { Delivery, SubscriptionQueue } from '../../../local/pubsub/subscription-queue';
import { createManualClock } from '../manual-clock';
import { openPubSub, subscriptionName, topicName } from './harness';

const second = 1000;

describe('a subscription', () => {
  let clock: ReturnType<typeof createManualClock>;
  let server: ReturnType<typeof openPubSub>;

  beforeEach(() => {
    clock = createManualClock();
    server = openPubSub({ clock });
    server.broker.topics.create({ name: topicName });
  });
  afterEach(() => server.close());

  function subscribe(settings: Partial<Subscription> = {}): SubscriptionQueue {
    server.broker.createSubscription({ name: subscriptionName, topic: topicName, ...settings });
    return server.broker.queue(subscriptionName);
  }
  function publish(texts: string[], orderingKey?: string, attributes?: Record<string, string>): string[] {
    const messages = texts.map((text) => ({ data: Buffer.from(text), orderingKey, attributes }));
    return server.broker.publish(topicName, messages);
  }
  const texts = (deliveries: Delivery[]) => deliveries.map(({ content }) => content.data.toString());
  const take = (queue: SubscriptionQueue, maximum = 10) => queue.take({ maximum });
  const nack = (queue: SubscriptionQueue, ...deliveries: (Delivery | undefined)[]) =>
    queue.modifyDeadline(
      deliveries.map((delivery) => delivery!.ackId),
      0,
    );

  test('hands out each message once, in publishing order, until its deadline', async () => {
    const queue = subscribe({ ackDeadlineSeconds: 20 });
    publish(['a', 'b']);
    expect(texts(take(queue))).toEqual(['a', 'b']);
    expect(take(queue)).toEqual([]);
    await clock.advance(20 * second - 1);
    expect(take(queue)).toEqual([]);
    await clock.advance(1);
    expect(take(queue).map(({ attempt }) => attempt)).toEqual([2, 2]);
  });

  test('never hands out an acknowledged message again', async () => {
    const queue = subscribe();
    publish(['a', 'b']);
    const [first] = take(queue);
    queue.acknowledge([first!.ackId]);
    await clock.advance(11 * second);
    expect(texts(take(queue))).toEqual(['b']);
  });

  test('counts an acknowledgement that comes after the deadline', async () => {
    const queue = subscribe();
    publish(['a']);
    const [first] = take(queue);
    await clock.advance(11 * second);
    queue.acknowledge([first!.ackId]);
    expect(take(queue)).toEqual([]);
  });

  test('refuses a late acknowledgement under exactly-once delivery', async () => {
    const queue = subscribe({ enableExactlyOnceDelivery: true });
    publish(['a']);
    const [first] = take(queue);
    await clock.advance(11 * second);
    expect(queue.acknowledge([first!.ackId])).toEqual([first!.ackId]);
    expect(texts(take(queue))).toEqual(['a']);
  });

  test('extends a deadline as long as it is asked to', async () => {
    const queue = subscribe();
    publish(['a']);
    const [first] = take(queue);
    for (let round = 0; round < 5; round++) {
      await clock.advance(9 * second);
      queue.modifyDeadline([first!.ackId], 10);
    }
    expect(take(queue)).toEqual([]);
    await clock.advance(10 * second);
    expect(texts(take(queue))).toEqual(['a']);
  });

  test('waits twice as long with each failure, from the minimum to the maximum back-off', async () => {
    const queue = subscribe({ retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 30 } } });
    publish(['a']);
    for (const wait of [10, 20, 30, 30]) {
      const deliveries = take(queue);
      expect(texts(deliveries)).toEqual(['a']);
      nack(queue, ...deliveries);
      await clock.advance(wait * second - 1);
      expect(take(queue)).toEqual([]);
      await clock.advance(1);
    }
  });

  test('delivers only what its filter matches', () => {
    const queue = subscribe({ filter: 'attributes.colour = "red"' });
    publish(['a'], undefined, { colour: 'red' });
    publish(['b'], undefined, { colour: 'blue' });
    expect(texts(take(queue))).toEqual(['a']);
  });

  test('forwards a message to the dead-letter topic after the given number of attempts', () => {
    const [deadTopic, deadSubscription] = ['projects/demo/topics/dead', 'projects/demo/subscriptions/dead-sub'];
    server.broker.topics.create({ name: deadTopic });
    server.broker.createSubscription({ name: deadSubscription, topic: deadTopic });
    const queue = subscribe({ deadLetterPolicy: { deadLetterTopic: deadTopic, maxDeliveryAttempts: 5 } });
    const full = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`a${index}`, '']));
    publish(['bad'], undefined, { colour: 'red', ...full });
    for (const attempt of [1, 2, 3, 4, 5]) {
      const [delivery] = take(queue);
      expect(delivery!.attempt).toBe(attempt);
      nack(queue, delivery);
    }
    expect(take(queue)).toEqual([]);
    const [dead] = take(server.broker.queue(deadSubscription));
    expect(dead!.content.data.toString()).toBe('bad');
    expect(dead!.content.attributes).toEqual({
      colour: 'red',
      ...full,
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: 'orders-sub',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'demo',
      CloudPubSubDeadLetterSourceTopicPublishTime: '2026-11-23T05:00:00.000Z',
    });
  });

  test('redelivers a message of an ordering key with all later ones, acknowledged or not, in order', () => {
    const queue = subscribe({ enableMessageOrdering: true });
    publish(['1', '2', '3', '4'], 'k');
    const [one, two, three, four] = take(queue);
    queue.acknowledge([one!.ackId, three!.ackId]);
    nack(queue, two);
    queue.acknowledge([four!.ackId]);
    expect(texts(take(queue))).toEqual(['2', '3', '4']);
  });

  test('holds a key back while its first message waits, and lets other keys pass', async () => {
    const retryPolicy = { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 10 } };
    const queue = subscribe({ enableMessageOrdering: true, retryPolicy });
    publish(['k1', 'k2'], 'k');
    nack(queue, take(queue)[0]);
    publish(['k3'], 'k');
    publish(['other'], 'o');
    publish(['keyless']);
    expect(texts(take(queue))).toEqual(['other', 'keyless']);
    await clock.advance(10 * second);
    const again = take(queue);
    expect(texts(again)).toEqual(['k1', 'k2', 'k3']);
    queue.acknowledge(again.map(({ ackId }) => ackId));
    publish(['k4'], 'k');
    expect(texts(take(queue))).toEqual(['k4']);
  });

  test('goes on with a key once its messages in flight are acknowledged', () => {
    const queue = subscribe({ enableMessageOrdering: true });
    publish(['1', '2', '3'], 'k');
    const seen: string[] = [];
    for (let round = 0; round < 3; round++) {
      const deliveries = queue.take({ maximum: 10, perKey: 1 });
      expect(queue.take({ maximum: 10, perKey: 1 })).toEqual([]);
      seen.push(...texts(deliveries));
      queue.acknowledge(deliveries.map(({ ackId }) => ackId));
    }
    expect(seen).toEqual(['1', '2', '3']);
  });

  test('drops what is older than its retention', async () => {
    const queue = subscribe({ messageRetentionDuration: { seconds: 600 } });
    publish(['old']);
    await clock.advance(599 * second);
    publish(['new']);
    await clock.advance(1 * second);
    expect(texts(take(queue))).toEqual(['new']);
  });

  test('goes back in time over what it retained, and forward over what it has', async () => {
    const queue = subscribe({ retainAckedMessages: true });
    const start = clock.now();
    publish(['a', 'b']);
    queue.acknowledge(take(queue).map(({ ackId }) => ackId));
    await clock.advance(5 * second);
    publish(['c']);
    server.broker.seek(subscriptionName, start);
    expect(texts(take(queue))).toEqual(['a', 'b', 'c']);
    server.broker.seek(subscriptionName, start + 5 * second);
    expect(texts(take(queue))).toEqual(['c']);
    server.broker.seek(subscriptionName, start + 6 * second);
    expect(take(queue)).toEqual([]);
  });

  test('is not undone by an acknowledgement of what was delivered before it', () => {
    const start = clock.now();
    const queue = subscribe({ retainAckedMessages: true });
    publish(['a', 'b']);
    const [first, other] = take(queue);
    queue.acknowledge([first!.ackId]);
    server.broker.seek(subscriptionName, start);
    queue.acknowledge([first!.ackId, other!.ackId]);
    const again = take(queue);
    expect(texts(again)).toEqual(['a', 'b']);
    queue.acknowledge(again.map(({ ackId }) => ackId));
    server.broker.seek(subscriptionName, start + second);
    expect(take(queue)).toEqual([]);
  });

  test('replays what its topic retained from before the subscription was made', () => {
    const retained = 'projects/demo/topics/retained';
    server.broker.topics.create({ name: retained, messageRetentionDuration: { seconds: 3600 } });
    server.broker.publish(retained, [{ data: Buffer.from('early') }]);
    const name = 'projects/demo/subscriptions/late';
    server.broker.createSubscription({ name, topic: retained });
    expect(take(server.broker.queue(name))).toEqual([]);
    server.broker.seek(name, 0);
    expect(texts(take(server.broker.queue(name)))).toEqual(['early']);
  });

  test('goes back to a snapshot: what was not acknowledged then, and all that came after', () => {
    const snapshot = 'projects/demo/snapshots/before';
    const queue = subscribe();
    publish(['a', 'b']);
    const [first] = take(queue);
    queue.acknowledge([first!.ackId]);
    server.broker.createSnapshot(snapshot, subscriptionName);
    publish(['c']);
    server.broker.seek(subscriptionName, clock.now() + 1);
    expect(take(queue)).toEqual([]);
    server.broker.seekToSnapshot(subscriptionName, snapshot);
    const again = take(queue);
    expect(texts(again)).toEqual(['b', 'c']);
    queue.acknowledge(again.map(({ ackId }) => ackId));
    server.broker.deleteSnapshot(snapshot);
    expect([...server.broker.tables.messages.entries()]).toEqual([]);
  });

  test('loses a snapshot seven days after its oldest message', async () => {
    subscribe();
    const { expireTime } = server.broker.createSnapshot('projects/demo/snapshots/old', subscriptionName);
    expect(expireTime).toEqual({ seconds: Date.parse('2026-11-30T05:00:00Z') / 1000, nanos: 0 });
    await clock.advance(7 * 24 * 3600 * second);
    expect(server.broker.snapshots.list('projects/demo')).toEqual([]);
  });

  test('keeps its messages when the topic is deleted', () => {
    const queue = subscribe();
    publish(['a']);
    server.broker.deleteTopic(topicName);
    expect(server.broker.subscription(subscriptionName).topic).toBe('_deleted-topic_');
    expect(texts(take(queue))).toEqual(['a']);
  });

  test('leaves nothing on disk once everything is acknowledged', () => {
    const queue = subscribe({ enableMessageOrdering: true });
    server.broker.createSubscription({ name: `${subscriptionName}-2`, topic: topicName });
    publish(['a', 'b'], 'k');
    queue.acknowledge(take(queue).map(({ ackId }) => ackId));
    const { messages, backlog, keys, retries } = server.broker.tables;
    expect([...messages.entries()]).toHaveLength(2);
    server.broker.deleteSubscription(`${subscriptionName}-2`);
    for (const table of [messages, backlog, keys, retries]) expect([...table.entries()]).toEqual([]);
  });

  test.each<[string, Partial<Subscription>]>([
    ['an ack deadline out of range', { ackDeadlineSeconds: 9 }],
    ['fewer attempts than five', { deadLetterPolicy: { deadLetterTopic: topicName, maxDeliveryAttempts: 4 } }],
    [
      'a minimum back-off over the maximum',
      { retryPolicy: { minimumBackoff: { seconds: 20 }, maximumBackoff: { seconds: 10 } } },
    ],
    ['a push endpoint that is no URL', { pushConfig: { pushEndpoint: 'somewhere' } }],
    ['push and BigQuery at once', { pushConfig: { pushEndpoint: 'http://a' }, bigqueryConfig: { table: 'p.d.t' } }],
    ['a table without a dataset', { bigqueryConfig: { table: 't' } }],
    ['the schema of a topic that has none', { bigqueryConfig: { table: 'p.d.t', useTopicSchema: true } }],
    ['a retention under ten minutes', { messageRetentionDuration: { seconds: 60 } }],
  ])('is refused with %s', (_, settings) => {
    expect(() => subscribe(settings)).toThrow(expect.objectContaining({ status: 'INVALID_ARGUMENT' }));
  });

  test.each([[[]], [['filter']], [['enable_message_ordering']], [['nonsense']]])(
    'refuses the update mask %j',
    (paths) => {
      subscribe();
      const update = () => server.broker.updateSubscription({ name: subscriptionName, topic: topicName }, { paths });
      expect(update).toThrow(expect.objectContaining({ status: 'INVALID_ARGUMENT' }));
    },
  );

  test('changes only what the update mask names', () => {
    subscribe({ labels: { a: '1' }, pushConfig: { pushEndpoint: 'http://127.0.0.1:1', attributes: { x: 'y' } } });
    const update = { name: subscriptionName, topic: topicName, pushConfig: { pushEndpoint: 'http://127.0.0.1:2' } };
    const updated = server.broker.updateSubscription(update, { paths: ['push_config.push_endpoint'] });
    expect(updated.labels).toEqual({ a: '1' });
    expect(updated.pushConfig).toEqual({ pushEndpoint: 'http://127.0.0.1:2', attributes: { x: 'y' } });
  });
});

test('a message goes on being redelivered when Pub/Sub’s own agent may not publish to the dead-letter topic', async () => {
  const dead = 'projects/demo/topics/dead';
  const access: Access = {
    ...allowAll,
    check(principal, permission, resource) {
      if (permission === 'pubsub.topics.publish') throw new PermissionDenied(principal, permission, resource);
    },
  };
  const server = openPubSub({ access });
  for (const name of [topicName, dead]) server.broker.topics.create({ name });
  const deadLetterPolicy = { deadLetterTopic: dead, maxDeliveryAttempts: 5 };
  server.broker.createSubscription({ name: subscriptionName, topic: topicName, deadLetterPolicy });
  server.broker.publish(topicName, [{ data: Buffer.from('bad') }]);
  const queue = server.broker.queue(subscriptionName);
  for (let attempt = 1; attempt <= 6; attempt++) {
    const [delivery] = queue.take({ maximum: 1 });
    expect(delivery!.attempt).toBe(attempt);
    queue.modifyDeadline([delivery!.ackId], 0);
  }
  await server.close();
});
