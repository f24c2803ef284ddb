import { afterEach, describe, expect, test } from '@jest/globals';
import { eventOfEntry } from '../../../core/logged-event';
import type { BigQueryConfig, Subscription } from '../../../local/pubsub/resources';
import { createManualClock } from '../manual-clock';
import { openPubSub, subscriptionName, topicName, until } from './harness';

// Real sockets, on machines that may be busy with training beside them.
const table = 'demo.landfall.events';

describe('a BigQuery subscription', () => {
  let server: ReturnType<typeof openPubSub>;
  const clock = createManualClock();
  afterEach(() => server.close());

  /** Subscribes a table whose rows are kept, except those that `refuse` finds wrong. */
  function open(
    config: BigQueryConfig,
    refuse: (row: object) => boolean = () => false,
    settings: Partial<Subscription> = {},
  ) {
    const rows: object[] = [];
    const calls: unknown[] = [];
    server = openPubSub({
      clock,
      async appendRows(name, given, options) {
        await Promise.resolve();
        calls.push({ name, rows: given.length, options });
        if (given.some(refuse)) throw new Error('no such field');
        rows.push(...given);
      },
    });
    server.broker.topics.create({ name: topicName });
    server.broker.topics.create({ name: `${topicName}-dead` });
    const bigqueryConfig = { table, ...config };
    server.broker.createSubscription({ name: subscriptionName, topic: topicName, bigqueryConfig, ...settings });
    return { rows, calls };
  }
  const publish = (...texts: string[]) =>
    server.broker.publish(
      topicName,
      texts.map((text) => ({ data: Buffer.from(text), attributes: { a: 'b' } })),
    );
  const backlog = () => [...server.broker.tables.backlog.entries()].length;

  test('writes the data and the metadata as columns', async () => {
    const { rows } = open({ writeMetadata: true });
    const [id] = publish('hello');
    await until(() => backlog() === 0);
    expect(rows).toEqual([
      {
        data: 'hello',
        subscription_name: subscriptionName,
        message_id: id,
        publish_time: new Date(clock.now()).toISOString(),
        attributes: '{"a":"b"}',
      },
    ]);
  });

  test('writes the fields of the data as columns when it uses the table’s schema', async () => {
    const { rows, calls } = open({ useTableSchema: true, dropUnknownFields: true });
    publish('{"pipeline":"email-summary"}');
    await until(() => backlog() === 0);
    expect(rows).toEqual([{ pipeline: 'email-summary' }]);
    expect(calls).toEqual([{ name: table, rows: 1, options: { ignoreUnknownValues: true } }]);
  });

  describe('with a transform', () => {
    const transformed = (code: string, settings: Partial<Subscription> = {}) =>
      open({ useTableSchema: true }, undefined, {
        messageTransforms: [{ javascriptUdf: { functionName: 'f', code } }],
        ...settings,
      });

    test('writes what it makes of a message, and nothing of one that it leaves out', async () => {
      const { rows } = transformed(
        `function f({ data, attributes }, { message_id }) {
          const { n } = JSON.parse(data);
          return n === 2 ? null : { data: JSON.stringify({ n: n * 10, id: message_id, a: attributes.a }), attributes };
        }`,
      );
      const [first, , third] = publish('{"n":1}', '{"n":2}', '{"n":3}');
      await until(() => backlog() === 0);
      expect(rows).toEqual([
        { n: 10, id: first, a: 'b' },
        { n: 30, id: third, a: 'b' },
      ]);
    });

    test('makes the row of an event, be it published or routed from a log', async () => {
      const { rows } = open({ useTableSchema: true }, undefined, {
        messageTransforms: [{ javascriptUdf: eventOfEntry }],
      });
      const data = { id: '1', latency_ms: 12, text: null, draw: 0.1 };
      server.broker.publish(topicName, [
        { data: Buffer.from(JSON.stringify(data)), attributes: { 'ce-type': 't' } },
        // Numbers as a protobuf's struct may write them.
        {
          data: Buffer.from('{"jsonPayload":{"event":{"data":{"id":"2","latency_ms":12.0,"draw":0.1}}}}'),
          attributes: { 'logging.googleapis.com/timestamp': 'now' },
        },
      ]);
      await until(() => backlog() === 0);
      expect(rows).toEqual([data, { id: '2', latency_ms: 12, draw: 0.1 }]);
    });

    test.each([
      ['throws', 'function f() { throw new Error("broken"); }', /broken/],
      ['never ends', 'function f() { for (;;); }', /interrupted/],
      ['reads a file', 'function f() { return require("node:fs"); }', /require/],
      ['returns no data', 'function f() { return {}; }', /without data/],
    ])('that %s dead-letters the message with the reason', async (_, code, reason) => {
      const deadLetterPolicy = { deadLetterTopic: `${topicName}-dead`, maxDeliveryAttempts: 5 };
      const { rows } = transformed(code, { deadLetterPolicy, retryPolicy: { minimumBackoff: {}, maximumBackoff: {} } });
      const dead = `${subscriptionName}-dead`;
      server.broker.createSubscription({ name: dead, topic: `${topicName}-dead` });
      publish('{}');
      await until(() =>
        server.broker
          .queue(dead)
          .take({ maximum: 1 })
          .some(({ content }) => reason.test(JSON.stringify(content.attributes))),
      );
      expect(rows).toEqual([]);
    });

    test.each([
      ['has no such function', 'function g() {}', /no such function/],
      ['is no JavaScript', 'function f( {', /Unexpected/],
      ['is too long', `function f() {} // ${'x'.repeat(20 * 1024)}`, /longer than 20480 bytes/],
    ])('whose code %s is refused', (_, code, why) => {
      expect(() => transformed(code)).toThrow(why);
    });

    test('is refused where it would not be run', () => {
      open({});
      const messageTransforms = [{ javascriptUdf: eventOfEntry }];
      expect(() =>
        server.broker.createSubscription({ name: `${subscriptionName}-pull`, topic: topicName, messageTransforms }),
      ).toThrow('of BigQuery subscriptions alone');
    });
  });

  test('writes many messages in few appends', async () => {
    const { rows, calls } = open({});
    for (let start = 0; start < 1000; start += 100)
      publish(...Array.from({ length: 100 }, (_, index) => `${start + index}`));
    await until(() => backlog() === 0);
    expect(rows).toHaveLength(1000);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  test('keeps the good rows of a batch, and dead-letters the bad one with the reason', async () => {
    const deadLetterPolicy = { deadLetterTopic: `${topicName}-dead`, maxDeliveryAttempts: 5 };
    const { rows } = open({ useTableSchema: true }, (row) => 'unknown' in row, { deadLetterPolicy });
    const dead = `${subscriptionName}-dead`;
    server.broker.createSubscription({ name: dead, topic: `${topicName}-dead` });
    publish('{"n":1}', '{"unknown":1}', '{"n":2}', 'not json');
    await until(() => rows.length === 2);
    for (const wait of [100, 200, 400, 800]) {
      await until(() => [...server.broker.tables.retries.entries()].length === 2);
      await clock.advance(wait);
    }
    const letters = () => server.broker.live(dead).backlog.after('', 10);
    await until(() => letters().length === 2);
    const [first, second] = server.broker.queue(dead).take({ maximum: 2 });
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
    expect(first!.content.attributes.CloudPubSubDeadLetterSourceDeliveryErrorMessage).toBe('Error: no such field');
    expect(second!.content.attributes.CloudPubSubDeadLetterSourceDeliveryErrorMessage).toMatch(/^SyntaxError/);
  });
});
