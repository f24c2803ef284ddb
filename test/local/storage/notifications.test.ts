import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../eventually';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, put } from './requests';

const topic = 'projects/demo/topics/landed';

describe('notifications', () => {
  let local: LocalStorage;

  beforeEach(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
  });

  afterEach(async () => {
    await local.stop();
    removeStorage(local);
  });

  const subscribe = (config: object = {}) =>
    api(local)('POST', '/b/bucket/notificationConfigs', { topic, payload_format: 'JSON_API_V1', ...config });
  const events = () => local.published.map(({ attributes }) => `${attributes['eventType']} ${attributes['objectId']}`);

  test('of a new object carry the attributes of Cloud Storage and the resource', async () => {
    await subscribe({ custom_attributes: { team: 'data' } });
    const { json } = await put(local, 'bucket', 'in/x.csv', 'content');
    await eventually(() => local.published.length === 1);
    const [message] = local.published;
    expect(message?.topic).toBe(topic);
    expect(message?.attributes).toEqual({
      eventType: 'OBJECT_FINALIZE',
      eventTime: json['timeCreated'],
      bucketId: 'bucket',
      objectId: 'in/x.csv',
      objectGeneration: json['generation'],
      payloadFormat: 'JSON_API_V1',
      notificationConfig: 'projects/_/buckets/bucket/notificationConfigs/1',
      team: 'data',
    });
    expect(JSON.parse(String(message?.data))).toMatchObject({ name: 'in/x.csv', size: '7', crc32c: json['crc32c'] });
  });

  test('follow every way in which an object is made, changed and deleted', async () => {
    await subscribe();
    const first = (await put(local, 'bucket', 'x', '1')).json['generation'];
    const second = (await put(local, 'bucket', 'x', '2')).json['generation'];
    await api(local)('POST', '/b/bucket/o/x/copyTo/b/bucket/o/copy');
    await api(local)('POST', '/b/bucket/o/x/rewriteTo/b/bucket/o/rewritten');
    await api(local)('POST', '/b/bucket/o/composed/compose', { sourceObjects: [{ name: 'x' }] });
    await api(local)('PATCH', '/b/bucket/o/x', { metadata: { a: 'b' } });
    await api(local)('DELETE', '/b/bucket/o/x');
    await eventually(() => local.published.length === 8);
    expect(events()).toEqual([
      'OBJECT_FINALIZE x',
      'OBJECT_FINALIZE x',
      'OBJECT_DELETE x',
      'OBJECT_FINALIZE copy',
      'OBJECT_FINALIZE rewritten',
      'OBJECT_FINALIZE composed',
      'OBJECT_METADATA_UPDATE x',
      'OBJECT_DELETE x',
    ]);
    expect(local.published[1]?.attributes).toMatchObject({ objectGeneration: second, overwroteGeneration: first });
    expect(local.published[2]?.attributes).toMatchObject({ objectGeneration: first, overwrittenByGeneration: second });
  });

  test('come only for the wanted events and names, once for each configuration', async () => {
    await subscribe({ event_types: ['OBJECT_FINALIZE'], object_name_prefix: 'in/', payload_format: 'NONE' });
    await subscribe({ event_types: ['OBJECT_DELETE'] });
    await put(local, 'bucket', 'in/x', 'x');
    await put(local, 'bucket', 'out/x', 'x');
    local.objects.delete('bucket', 'in/x');
    await eventually(() => local.published.length === 2);
    expect(events()).toEqual(['OBJECT_FINALIZE in/x', 'OBJECT_DELETE in/x']);
    expect(local.published[0]?.data.length).toBe(0);
  });

  test('of a refused write do not exist', async () => {
    await subscribe();
    await put(local, 'bucket', 'x', '1', '&ifGenerationMatch=7');
    await put(local, 'bucket', 'y', '1');
    await eventually(() => local.published.length === 1);
    expect(events()).toEqual(['OBJECT_FINALIZE y']);
  });

  test('outlive the process: what was committed and not published is published at the next start', async () => {
    const { directory } = local;
    await subscribe();
    await local.stop();
    // Never gets an answer from Pub/Sub, and is then gone.
    local = await startStorage({ directory, publish: () => new Promise(() => {}) });
    await put(local, 'bucket', 'x', 'x');
    await put(local, 'bucket', 'y', 'y');
    await local.kill();
    local = await startStorage({ directory });
    await eventually(() => local.published.length === 2);
    expect(events()).toEqual(['OBJECT_FINALIZE x', 'OBJECT_FINALIZE y']);
  });

  test('that a topic refuses are published later, and hold up no other', async () => {
    const { directory } = local;
    await subscribe();
    await subscribe({ topic: 'projects/demo/topics/missing' });
    await local.stop();
    let missing = true;
    const seen: string[] = [];
    const publish = (to: string) => {
      if (missing && to.endsWith('missing')) return Promise.reject(new Error('NOT_FOUND'));
      seen.push(to);
      return Promise.resolve();
    };
    local = await startStorage({ directory, publish });
    await put(local, 'bucket', 'x', 'x');
    await put(local, 'bucket', 'y', 'y');
    await eventually(() => seen.length === 2);
    expect(seen).toEqual([topic, topic]);
    missing = false;
    await eventually(() => seen.length === 4);
  });

  test.each([
    [{ topic: undefined }, 'required'],
    [{ topic: 'landed' }, 'invalid'],
    [{ payload_format: 'XML' }, 'invalid'],
    [{ event_types: ['OBJECT_EATEN'] }, 'invalid'],
  ])('are not configured with %j', async (config, reason) => {
    expect((await subscribe(config)).json['error'].errors[0].reason).toBe(reason);
  });

  test('can be looked up and removed', async () => {
    const { id } = (await subscribe({ topic: `//pubsub.googleapis.com/${topic}` })).json;
    expect((await api(local)('GET', `/b/bucket/notificationConfigs/${id}`)).json).toMatchObject({
      id: '1',
      topic: `//pubsub.googleapis.com/${topic}`,
    });
    expect((await api(local)('DELETE', `/b/bucket/notificationConfigs/${id}`)).status).toBe(204);
    expect((await api(local)('GET', `/b/bucket/notificationConfigs/${id}`)).status).toBe(404);
    expect((await api(local)('DELETE', `/b/bucket/notificationConfigs/${id}`)).status).toBe(404);
  });
});
