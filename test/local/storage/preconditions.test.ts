import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, put } from './requests';

/** How each verb asks for a condition on the object `bucket/there` (generation G, metageneration 2) and on `bucket/missing`. */
const verbs: Record<string, { to: (name: string) => [method: string, path: string, body?: object]; ok: number }> = {
  'objects.get': { to: (name) => ['GET', `/b/bucket/o/${name}`], ok: 200 },
  'objects.get of content': { to: (name) => ['GET', `/b/bucket/o/${name}?alt=media`], ok: 200 },
  'objects.patch': { to: (name) => ['PATCH', `/b/bucket/o/${name}`, { metadata: { a: '1' } }], ok: 200 },
  'objects.update': { to: (name) => ['PUT', `/b/bucket/o/${name}`, { contentType: 'text/csv' }], ok: 200 },
  'objects.delete': { to: (name) => ['DELETE', `/b/bucket/o/${name}`], ok: 204 },
  'objects.copy to it': { to: (name) => ['POST', `/b/bucket/o/source/copyTo/b/bucket/o/${name}`], ok: 200 },
  'objects.rewrite to it': { to: (name) => ['POST', `/b/bucket/o/source/rewriteTo/b/bucket/o/${name}`], ok: 200 },
  'objects.compose to it': {
    to: (name) => ['POST', `/b/bucket/o/${name}/compose`, { sourceObjects: [{ name: 'source' }] }],
    ok: 200,
  },
};
const reads = ['objects.get', 'objects.get of content'];
const creates = ['objects.copy to it', 'objects.rewrite to it', 'objects.compose to it'];

describe('preconditions', () => {
  let local: LocalStorage;
  let generation: string;
  const send = (verb: string, name: string, condition: string) => {
    const [method, path, body] = verbs[verb]!.to(name);
    return api(local)(method, `${path}${path.includes('?') ? '&' : '?'}${condition}`, body);
  };

  beforeAll(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
  });

  beforeEach(async () => {
    await put(local, 'bucket', 'source', 'source');
    generation = (await put(local, 'bucket', 'there', 'there')).json['generation'];
    await api(local)('PATCH', '/b/bucket/o/there', { metadata: { before: 'yes' } });
    if (local.objects.find('bucket', 'missing')) local.objects.delete('bucket', 'missing');
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  test.each(Object.entries(verbs))('hold for %s of what is as it says', async (verb, { ok }) => {
    const conditions = `ifGenerationMatch=${generation}&ifGenerationNotMatch=1&ifMetagenerationMatch=2&ifMetagenerationNotMatch=1`;
    expect((await send(verb, 'there', conditions)).status).toBe(ok);
  });

  test.each(
    Object.keys(verbs).flatMap((verb) =>
      ['ifGenerationMatch=0', 'ifGenerationMatch=1', 'ifMetagenerationMatch=1'].map((c) => [verb, c] as const),
    ),
  )('refuse %s with %s, and leave the object as it was', async (verb, condition) => {
    const answer = await send(verb, 'there', condition);
    expect(answer.status).toBe(412);
    expect(answer.json['error']).toMatchObject({
      code: 412,
      errors: [{ reason: 'conditionNotMet', domain: 'global' }],
    });
    expect(local.objects.get('bucket', 'there')).toMatchObject({ generation, metageneration: '2' });
  });

  test.each(Object.keys(verbs))('refuse %s when it says what the object must not be', async (verb) => {
    const status = reads.includes(verb) ? 304 : 412;
    expect((await send(verb, 'there', `ifGenerationNotMatch=${generation}`)).status).toBe(status);
    expect((await send(verb, 'there', 'ifMetagenerationNotMatch=2')).status).toBe(status);
    expect(local.objects.get('bucket', 'there').generation).toBe(generation);
  });

  test.each(creates)('let %s make an object that must not exist', async (verb) => {
    expect((await send(verb, 'missing', 'ifGenerationMatch=0')).status).toBe(200);
    expect((await send(verb, 'missing', 'ifGenerationMatch=0')).status).toBe(412);
  });

  test.each(creates)('refuse %s over an object that must be of another generation', async (verb) => {
    expect((await send(verb, 'missing', 'ifGenerationMatch=5')).status).toBe(412);
    expect((await send(verb, 'missing', 'ifGenerationNotMatch=0')).status).toBe(412);
    expect(local.objects.find('bucket', 'missing')).toBeUndefined();
  });

  test.each(['copyTo', 'rewriteTo'])('hold for the source of %s', async (verb) => {
    const path = `/b/bucket/o/there/${verb}/b/bucket/o/missing`;
    for (const condition of [
      'ifSourceGenerationMatch=1',
      `ifSourceGenerationNotMatch=${generation}`,
      'ifSourceMetagenerationMatch=1',
    ]) {
      expect([condition, (await api(local)('POST', `${path}?${condition}`)).status]).toEqual([condition, 412]);
    }
    expect(
      (await api(local)('POST', `${path}?ifSourceGenerationMatch=${generation}&ifSourceMetagenerationMatch=2`)).status,
    ).toBe(200);
    expect((await api(local)('POST', `${path}?sourceGeneration=1`)).status).toBe(404);
  });

  test('hold for each component of a compose', async () => {
    const compose = (ifGenerationMatch: string) =>
      api(local)('POST', '/b/bucket/o/missing/compose', {
        sourceObjects: [{ name: 'there', objectPreconditions: { ifGenerationMatch } }],
      });
    expect((await compose('1')).status).toBe(412);
    expect((await compose(generation)).status).toBe(200);
  });

  test('hold for buckets', async () => {
    local.buckets.create('demo', 'conditional');
    const patch = (query: string) => api(local)('PATCH', `/b/conditional?${query}`, { labels: { a: 'b' } });
    expect((await patch('ifMetagenerationMatch=7')).status).toBe(412);
    expect((await patch('ifMetagenerationMatch=1')).status).toBe(200);
    expect((await api(local)('GET', '/b/conditional?ifMetagenerationNotMatch=2')).status).toBe(304);
    expect((await api(local)('DELETE', '/b/conditional?ifMetagenerationMatch=1')).status).toBe(412);
    expect((await api(local)('DELETE', '/b/conditional?ifMetagenerationMatch=2')).status).toBe(204);
  });

  test('must be whole numbers', async () => {
    const answer = await api(local)('GET', '/b/bucket/o/there?ifGenerationMatch=abc');
    expect(answer.status).toBe(400);
    expect(answer.json['error'].errors[0]).toMatchObject({ reason: 'invalidParameter', location: 'ifGenerationMatch' });
  });
});
