import type { Message, PubSub, Subscription, Topic } from '@google-cloud/pubsub';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import { grantedAccess } from '../iam/granted-access';
import { createManualClock } from '../manual-clock';
import { connectClient, openPubSub, until } from './harness';

// Real sockets, on machines that may be busy with training beside them.
/** The account `tune` may consume one subscription and nothing else. */
const access: Access = {
  ...allowAll,
  check(principal, permission, resource) {
    const allowed = 'pubsub.subscriptions.consume projects/demo/subscriptions/orders-sub';
    if (principal.kind === 'owner' || allowed === `${permission} ${resource}`) return;
    throw new PermissionDenied(principal, permission, resource);
  },
};

describe('the official client', () => {
  let server: ReturnType<typeof openPubSub>;
  let client: PubSub;
  let topic: Topic;

  beforeEach(async () => {
    server = openPubSub({ access });
    client = await connectClient(server);
    [topic] = await client.createTopic('orders');
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  /** Collects messages until `count` are there; each goes through `handle`. */
  async function collect(subscription: Subscription, count: number, handle = (message: Message) => message.ack()) {
    const messages: Message[] = [];
    subscription.on('message', (message: Message) => {
      messages.push(message);
      handle(message);
    });
    subscription.on('error', (error: Error) => {
      throw error;
    });
    await until(() => messages.length >= count);
    await subscription.close();
    return messages;
  }

  test('publishes and streams messages with their attributes, ids and times', async () => {
    const [subscription] = await topic.createSubscription('orders-sub');
    const begun = Date.now();
    const id = await topic.publishMessage({ data: Buffer.from('one'), attributes: { colour: 'red' } });
    const [message] = await collect(subscription, 1);
    expect(message).toMatchObject({ id, attributes: { colour: 'red' } });
    expect(message!.data.toString()).toBe('one');
    expect(message!.publishTime.getTime()).toBeGreaterThanOrEqual(begun);
    expect(message!.publishTime.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('delivers a message that was given back again', async () => {
    const [subscription] = await topic.createSubscription('orders-sub');
    await topic.publishMessage({ data: Buffer.from('again') });
    let deliveries = 0;
    const messages = await collect(subscription, 3, (message) => (++deliveries < 3 ? message.nack() : message.ack()));
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
  });

  test('delivers 2,000 messages, each once', async () => {
    const [subscription] = await topic.createSubscription('orders-sub', { flowControl: { maxMessages: 50 } });
    await Promise.all(
      Array.from({ length: 2000 }, (_, index) => topic.publishMessage({ data: Buffer.from(`${index}`) })),
    );
    const messages = await collect(subscription, 2000);
    expect(new Set(messages.map(({ data }) => data.toString())).size).toBe(2000);
  });

  test('keeps the order of an ordering key over a nack', async () => {
    const ordered = client.topic('orders', { messageOrdering: true });
    const [subscription] = await topic.createSubscription('orders-sub', { enableMessageOrdering: true });
    for (const text of ['1', '2', '3', '4'])
      await ordered.publishMessage({ data: Buffer.from(text), orderingKey: 'k' });
    let isFirst = true;
    const acknowledged: string[] = [];
    subscription.on('message', (message: Message) => {
      if (message.data.toString() === '2' && isFirst) {
        isFirst = false;
        message.nack();
      } else {
        acknowledged.push(message.data.toString());
        message.ack();
      }
    });
    await until(() => acknowledged.at(-1) === '4' && acknowledged.includes('2'));
    await subscription.close();
    expect(acknowledged.slice(acknowledged.indexOf('2')).join('')).toMatch(/^2+3+4+$/);
  });

  test('confirms acknowledgements of an exactly-once subscription', async () => {
    const [subscription] = await topic.createSubscription('orders-sub', { enableExactlyOnceDelivery: true });
    await topic.publishMessage({ data: Buffer.from('once') });
    const responses: string[] = [];
    subscription.on('message', (message: Message) => {
      void message.ackWithResponse().then((response) => responses.push(response));
    });
    await until(() => responses.length === 1);
    await subscription.close();
    expect(responses).toEqual(['SUCCESS']);
  });

  test('ends the streams of a subscription that is deleted', async () => {
    const [subscription] = await topic.createSubscription('orders-sub');
    const failed = new Promise((resolve) => subscription.on('error', resolve));
    subscription.on('message', () => {});
    await topic.publishMessage({ data: Buffer.from('x') });
    await client.subscription('orders-sub').delete();
    expect(await failed).toMatchObject({ code: 5 });
    await subscription.close();
  });

  test('may do on a service account’s port what the account may', async () => {
    await topic.createSubscription('orders-sub');
    await topic.publishMessage({ data: Buffer.from('x') });
    const account = await connectClient(server, { kind: 'serviceAccount', email: 'tune@demo.iam.gserviceaccount.com' });
    const messages = await collect(account.subscription('orders-sub'), 1);
    expect(messages[0]!.data.toString()).toBe('x');
    await expect(account.topic('orders').publishMessage({ data: Buffer.from('y') })).rejects.toMatchObject({ code: 7 });
    await account.close();
  });

  test('updates, lists, detaches and deletes', async () => {
    const [subscription] = await topic.createSubscription('orders-sub', { labels: { team: 'a' } });
    await subscription.setMetadata({ ackDeadlineSeconds: 30 });
    const [metadata] = await subscription.getMetadata();
    expect(metadata).toMatchObject({ ackDeadlineSeconds: 30, labels: { team: 'a' }, topic: topic.name });
    expect((await topic.getSubscriptions())[0].map(({ name }) => name)).toEqual([subscription.name]);
    await client.detachSubscription('orders-sub');
    expect(await subscription.detached()).toEqual([true]);
    await subscription.delete();
    await topic.delete();
    expect((await client.getTopics())[0]).toEqual([]);
  });

  test('answers what is wrong in the words of the service', async () => {
    await expect(client.createTopic('orders')).rejects.toMatchObject({ code: 6 });
    await expect(client.topic('nowhere').publishMessage({ data: Buffer.from('x') })).rejects.toMatchObject({ code: 5 });
    await expect(client.createTopic('9')).rejects.toMatchObject({ code: 3 });
    await expect(topic.createSubscription('filtered', { filter: 'attributes.a =' })).rejects.toMatchObject({ code: 3 });
  });

  test('keeps IAM policies', async () => {
    const policy = { bindings: [{ role: 'roles/pubsub.publisher', members: ['user:a@example.com'] }] };
    await topic.iam.setPolicy(policy);
    expect((await topic.iam.getPolicy())[0]).toMatchObject(policy);
    const [permissions] = await topic.iam.testPermissions(['pubsub.topics.publish']);
    expect(permissions).toEqual({ 'pubsub.topics.publish': true });
  });
});

test('a role that is none is refused by its name, and the policy stays as it was', async () => {
  const server = openPubSub({ access: grantedAccess('demo') });
  const client = await connectClient(server);
  const [topic] = await client.createTopic('orders');
  expect((await topic.iam.getPolicy())[0]).toMatchObject({ version: 0, bindings: [] });
  const grant = (role: string) => topic.iam.setPolicy({ bindings: [{ role, members: ['user:a@example.com'] }] });
  await expect(grant('roles/pubsub.reader')).rejects.toMatchObject({
    code: 3,
    details: 'Role roles/pubsub.reader is not supported for this resource.',
  });
  expect((await topic.iam.getPolicy())[0].bindings).toEqual([]);
  expect((await grant('roles/pubsub.viewer'))[0]).toMatchObject({
    version: 1,
    bindings: [{ role: 'roles/pubsub.viewer' }],
  });
  await client.close();
  await server.close();
});

test('the official client learns that an acknowledgement under exactly-once delivery came too late', async () => {
  const clock = createManualClock();
  const server = openPubSub({ clock });
  const client = await connectClient(server);
  const [topic] = await client.createTopic('orders');
  const [subscription] = await topic.createSubscription('orders-sub', { enableExactlyOnceDelivery: true });
  const received = new Promise<Message>((resolve) => subscription.once('message', resolve));
  await topic.publishMessage({ data: Buffer.from('x') });
  const message = await received;
  await clock.advance(3600_000);
  expect(await message.ackWithResponse()).toBe('INVALID');
  await subscription.close();
  await client.close();
  await server.close();
});
