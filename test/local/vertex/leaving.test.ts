import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { openGateway } from '../../../local/gateway';
import { baseModel, eventually, location, openModel, startCloud, type Cloud } from './fixtures/cloud';

const base = `${location}/publishers/google/models/${baseModel}`;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());

/** As the local Vertex AI is reached in a local cloud. */
async function throughGateway<T>(use: (url: string) => Promise<T>): Promise<T> {
  const gateway = await openGateway(0);
  gateway.serve([cloud.router]);
  try {
    return await use(`http://127.0.0.1:${gateway.port}`);
  } finally {
    await gateway.close();
  }
}

const post = (path: string, body: (text: string) => object) => (text: string) =>
  throughGateway(async (url) => {
    const leaving = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const asked = fetch(url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body(text)),
      signal: leaving.signal,
    });
    const answered = asked.then((answer) => answer.text());
    const leave = begun(text).then(() => leaving.abort());
    await Promise.all([leave, expect(answered).rejects.toThrow('aborted')]);
    await ended(text);
  });

const contents = (text: string) => [{ role: 'user', parts: [{ text }] }];
const messages = (content: string) => [{ role: 'user', content }];
const chat = `/v1/${location.replace('us-central1', 'global')}/endpoints/openapi/chat/completions`;
const managed = openModel.openWeights.managed;

const fileOf = (text: string) => text.replace('TALK ', '');
const begun = (text: string) => eventually(() => existsSync(`${fileOf(text)}.begun`), 'the talk');
const ended = (text: string) => eventually(() => existsSync(fileOf(text)), 'the end of the talk');

test.each<[string, (text: string) => Promise<void>]>([
  [
    'a call over gRPC',
    async (text) => {
      const calls = cloud.prediction().innerApiCalls as Record<string, (request: object) => CancellablePromise>;
      const call = calls['generateContent']!({ model: base, contents: contents(text) });
      const leave = begun(text).then(() => call.cancel());
      await Promise.all([leave, expect(call).rejects.toMatchObject({ code: 1 })]);
      await ended(text);
    },
  ],
  [
    'a stream over gRPC',
    async (text) => {
      const stream = cloud.prediction().streamGenerateContent({ model: base, contents: contents(text) });
      await once(stream, 'data');
      const left = once(stream, 'error');
      stream.cancel();
      expect(await left).toMatchObject([{ code: 1 }]);
      await ended(text);
    },
  ],
  ['a request', post(`/v1/${base}:generateContent`, (text) => ({ contents: contents(text) }))],
  ['a list', post(`/v1/${base}:streamGenerateContent`, (text) => ({ contents: contents(text) }))],
  ['events', post(`/v1/${base}:streamGenerateContent?alt=sse`, (text) => ({ contents: contents(text) }))],
  ['a chat', post(chat, (text) => ({ model: managed, messages: messages(text) }))],
  ['a streamed chat', post(chat, (text) => ({ model: managed, messages: messages(text), stream: true }))],
])('the model stops when the caller of %s is gone, and answers the others', async (what, leave) => {
  const [other] = await Promise.all([
    cloud.prediction().generateContent({ model: base, contents: contents('hello') }),
    leave(`TALK ${join(cloud.folder, what.replaceAll(' ', '-'))}`),
  ]);
  expect(other[0].candidates).toHaveLength(1);
});

interface CancellablePromise extends Promise<unknown> {
  cancel(): void;
}
