import { SchemaTypes, type Message, type PubSub, type Schema } from '@google-cloud/pubsub';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectClient, openPubSub } from './harness';

type Kind = 'AVRO' | 'PROTOCOL_BUFFER';

const avro = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'State', fields });
const nameField = { name: 'name', type: 'string' };
const nickname = { name: 'nickname', type: ['null', 'string'], default: null };
const proto = 'syntax = "proto3"; message State { string name = 1; repeated int32 years = 2; }';
/** As a protocol buffer: name "Ohio", years 1803. */
const ohio = Buffer.from([0x0a, 4, ...Buffer.from('Ohio'), 0x12, 2, 0x8b, 0x0e]);

describe('schemas', () => {
  let server: ReturnType<typeof openPubSub>;
  let client: PubSub;

  beforeEach(async () => {
    server = openPubSub();
    client = await connectClient(server);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const schemaName = 'projects/demo/schemas/states';
  const create = (definition: string, type: Kind = SchemaTypes.Avro): Promise<Schema> =>
    client.createSchema('states', type, definition);
  const commit = async (definition: string, type: Kind = 'AVRO'): Promise<string> => {
    const api = await client.getSchemaClient();
    return (await api.commitSchema({ name: schemaName, schema: { type, definition } }))[0].revisionId!;
  };
  const topicWith = async (encoding: 'JSON' | 'BINARY', settings: object = {}) => {
    const schemaSettings = { schema: schemaName, encoding, ...settings };
    return (await client.createTopic({ name: 'projects/demo/topics/states-of', schemaSettings }))[0];
  };

  test('are made, read, listed and deleted', async () => {
    const schema = await create(avro(nameField));
    const whole = await schema.get();
    expect(whole).toMatchObject({ name: schemaName, type: 'AVRO', definition: avro(nameField) });
    expect(whole.revisionId).toMatch(/^[0-9a-f]{8}$/);
    const basic = [];
    for await (const one of client.listSchemas()) basic.push(one);
    expect(basic).toMatchObject([{ name: schemaName, type: 'AVRO', definition: '' }]);
    await expect(create(avro(nameField))).rejects.toMatchObject({ code: 6 });
    await schema.delete();
    await expect(schema.get()).rejects.toMatchObject({ code: 5 });
  });

  test.each([
    ['Avro that is no JSON', SchemaTypes.Avro, 'record'],
    ['Avro of an unknown type', SchemaTypes.Avro, avro({ name: 'a', type: 'text' })],
    ['Avro that is no record', SchemaTypes.Avro, '"string"'],
    ['a protocol buffer that does not parse', SchemaTypes.ProtocolBuffer, 'message {'],
    ['one of two messages', SchemaTypes.ProtocolBuffer, `${proto} message Other {}`],
    ['one that imports', SchemaTypes.ProtocolBuffer, 'syntax = "proto3"; import "a.proto"; message A {}'],
    ['one of an unknown type', SchemaTypes.ProtocolBuffer, 'syntax = "proto3"; message A { B b = 1; }'],
    ['more than 300 KB', SchemaTypes.Avro, avro({ ...nameField, doc: 'x'.repeat(300_000) })],
  ])('are refused: %s', async (_what, type, definition) => {
    await expect(client.validateSchema({ type, definition })).rejects.toMatchObject({ code: 3 });
    await expect(create(definition, type)).rejects.toMatchObject({ code: 3 });
  });

  test.each([
    ['Avro', 'JSON', avro(nameField, nickname), '{"name":"Ohio","nickname":{"string":"Buckeye"}}', true],
    ['Avro', 'JSON', avro(nameField, nickname), '{"nickname":null,"name":"Ohio"}', true],
    ['Avro', 'JSON', avro(nameField, nickname), '{"name":"Ohio","nickname":"Buckeye"}', false],
    ['Avro', 'JSON', avro(nameField, nickname), '{"name":"Ohio"}', false],
    ['Avro', 'JSON', avro(nameField), '{"name":"Ohio","more":1}', false],
    ['Avro', 'JSON', avro(nameField), '{"name":1}', false],
    ['Avro', 'JSON', avro(nameField), 'Ohio', false],
    ['Avro', 'BINARY', avro(nameField), '\bOhio', true],
    ['Avro', 'BINARY', avro(nameField), '\bOhi', false],
    ['Avro', 'BINARY', avro(nameField), '\bOhio!', false],
    ['ProtocolBuffer', 'JSON', proto, '{"name":"Ohio","years":[1803]}', true],
    ['ProtocolBuffer', 'JSON', proto, '{"name":"Ohio","more":1}', false],
    ['ProtocolBuffer', 'JSON', proto, '{"years":["many"]}', false],
    ['ProtocolBuffer', 'JSON', 'syntax = "proto2"; message A { required string a = 1; }', '{}', false],
    [
      'ProtocolBuffer',
      'JSON',
      'syntax = "proto2"; package a.b; message A { message B { required string c = 1; } repeated B b = 1; }',
      '{"b":[{"c":""},{}]}',
      false,
    ],
    ['ProtocolBuffer', 'BINARY', 'syntax = "proto2"; message A { required string a = 1; }', '', false],
    ['ProtocolBuffer', 'BINARY', proto, ohio.toString('latin1'), true],
    ['ProtocolBuffer', 'BINARY', proto, ohio.subarray(0, 5).toString('latin1'), false],
  ] as const)('%s, %s: of %s, %j is a message: %s', async (type, encoding, definition, message, isOne) => {
    await create(definition, SchemaTypes[type]);
    const api = await client.getSchemaClient();
    const bytes = Buffer.from(message, 'latin1');
    const validated = api.validateMessage({ parent: 'projects/demo', name: schemaName, message: bytes, encoding });
    const answer = await validated.then(
      () => 'taken',
      ({ code, details }: { code: number; details: string }) => `${code} ${details}`,
    );
    expect(answer).toMatch(isOne ? /^taken$/ : /^3 .*failed schema validation/);
  });

  test('hold a topic to them, and tell its subscribers by which revision', async () => {
    const { revisionId } = await (await create(avro(nameField))).get();
    const topic = await topicWith('JSON');
    const [subscription] = await topic.createSubscription('states-sub');
    await expect(topic.publishMessage({ json: { capital: 'Columbus' } })).rejects.toMatchObject({ code: 3 });
    const second = await commit(avro(nameField, nickname));
    const received: Message[] = [];
    const both = new Promise<void>((resolve) => {
      subscription.on('message', (message: Message) => {
        message.ack();
        if (received.push(message) === 2) resolve();
      });
    });
    await topic.publishMessage({ json: { name: 'Ohio' }, attributes: { colour: 'red' } });
    await topic.publishMessage({ json: { name: 'Iowa', nickname: null } });
    await both;
    const revisions = received.map(({ attributes }) => attributes.googclient_schemarevisionid);
    expect(new Set(revisions)).toEqual(new Set([revisionId!, second]));
    expect(received.find(({ attributes }) => attributes.colour)!.attributes).toEqual({
      colour: 'red',
      googclient_schemaname: schemaName,
      googclient_schemaencoding: 'JSON',
      googclient_schemarevisionid: revisionId,
    });
    await subscription.close();
    await (await client.getSchemaClient()).deleteSchema({ name: schemaName });
    expect((await topic.getMetadata())[0].schemaSettings).toMatchObject({ schema: '_deleted-schema_' });
    await expect(topic.publishMessage({ json: { name: 'Ohio' } })).rejects.toMatchObject({ code: 9 });
  });

  test('take only messages of the revisions that a topic allows', async () => {
    const motto = { name: 'motto', type: 'string', default: '' };
    const first = (await (await create(avro(nameField))).get()).revisionId!;
    const second = await commit(avro(nameField, nickname));
    const third = await commit(avro(nameField, nickname, motto));
    const messages = [{ name: 'Ohio' }, { name: 'Ohio', nickname: null }, { name: 'Ohio', nickname: null, motto: '' }];
    const takes = async (settings: object): Promise<boolean[]> => {
      const topic = await topicWith('JSON', settings);
      // Each by itself: what is published together is taken together or not at all.
      topic.setPublishOptions({ batching: { maxMessages: 1 } });
      const published = await Promise.allSettled(messages.map((json) => topic.publishMessage({ json })));
      await topic.delete();
      return published.map(({ status }) => status === 'fulfilled');
    };
    expect(await takes({ lastRevisionId: second })).toEqual([true, true, false]);
    expect(await takes({ firstRevisionId: second, lastRevisionId: second })).toEqual([false, true, false]);
    expect(await takes({ firstRevisionId: third })).toEqual([false, false, true]);
    await expect(topicWith('JSON', { firstRevisionId: second, lastRevisionId: first })).rejects.toMatchObject({
      code: 3,
    });
    await expect(topicWith('JSON', { lastRevisionId: '00000000' })).rejects.toMatchObject({ code: 5 });
    await expect(client.createTopic({ name: 'other', schemaSettings: { schema: schemaName } })).rejects.toMatchObject({
      code: 3,
    });
    const missing = { schema: 'projects/demo/schemas/none', encoding: 'JSON' as const };
    await expect(client.createTopic({ name: 'other', schemaSettings: missing })).rejects.toMatchObject({ code: 5 });
  });

  test('are revised, rolled back, and lose revisions but the last', async () => {
    const api = await client.getSchemaClient();
    const first = (await (await create(avro(nameField))).get()).revisionId!;
    const second = await commit(avro(nameField, nickname));
    const [again] = await api.rollbackSchema({ name: schemaName, revisionId: first });
    const list = async () =>
      (await api.listSchemaRevisions({ name: schemaName }))[0].map(({ revisionId }) => revisionId);
    expect(await list()).toEqual([again.revisionId, second, first]);
    expect((await api.getSchema({ name: `${schemaName}@${first}` }))[0].definition).toBe(avro(nameField));
    await api.deleteSchemaRevision({ name: `${schemaName}@${second}` });
    await api.deleteSchemaRevision({ name: `${schemaName}@${again.revisionId}` });
    expect(await list()).toEqual([first]);
    await expect(api.deleteSchemaRevision({ name: `${schemaName}@${first}` })).rejects.toMatchObject({ code: 3 });
  });

  test.each([
    [
      'Avro with a field that has no default',
      SchemaTypes.Avro,
      avro(nameField),
      avro(nameField, { name: 'n', type: 'int' }),
    ],
    ['Avro without a field that had none', SchemaTypes.Avro, avro(nameField), avro(nickname)],
    ['another type of a field', SchemaTypes.ProtocolBuffer, proto, proto.replace('string name', 'int32 name')],
    ['a repeated field more', SchemaTypes.ProtocolBuffer, proto, proto.replace('}', 'repeated bool b = 3; }')],
    ['another kind of schema', SchemaTypes.ProtocolBuffer, proto, avro(nameField)],
  ])('are not revised to %s', async (_what, type, before, after) => {
    await create(before, type);
    const changed = after.startsWith('{') ? 'AVRO' : 'PROTOCOL_BUFFER';
    await expect(commit(after, changed)).rejects.toMatchObject({
      code: 3,
      details: expect.stringContaining('Compatibility checking failed'),
    });
  });

  test('a protocol buffer may have a field more that need not be there', async () => {
    await create(proto, SchemaTypes.ProtocolBuffer);
    expect(await commit(proto.replace('}', 'optional string nickname = 3; }'), 'PROTOCOL_BUFFER')).toMatch(
      /^[0-9a-f]{8}$/,
    );
  });
});
