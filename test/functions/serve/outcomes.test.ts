/** Every way in which Vertex AI ends an answer, from its wire to the caller and to the record. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { createGemini } from '../../../functions/shared/models/vertex/gemini';
import { createGeneration } from '../../../functions/shared/models/vertex/generation';
import { createVertexPost } from '../../../functions/shared/stage/clients';
import { startServe } from './serve-server';
import { reasons, startVertex, type Script } from './vertex-server';

const place = { project: 'p', region: 'us-central1' };
const model = 'email-summary';
const body = { text: 'My jar is broken.' };

const said = (text: string) => ({ role: 'model', parts: [{ text }] });
const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 5 };

/** Ended for the reason, after something was said. */
const ended = (finishReason: number): Script => ({
  whole: { candidates: [{ content: said('A broken jar.'), finishReason }], usageMetadata },
  chunks: [{ candidates: [{ content: said('A broken jar.') }] }, { candidates: [{ finishReason }], usageMetadata }],
});

/** The prompt was blocked: there is no candidate. */
const blocked = (blockReason: number): Script => {
  const response = { promptFeedback: { blockReason }, usageMetadata: { promptTokenCount: 9 } };
  return { whole: response, chunks: [response] };
};

const newer: [string, number] = ['one that does not exist yet', 99];
const isWhole = (name: string) => name === 'STOP' || name === 'MAX_TOKENS';
const unset = (name: string) => name.endsWith('_UNSPECIFIED');

const filtered: [string, string, Script][] = [
  ...[...reasons('Candidate.FinishReason').filter(([name]) => !isWhole(name) && !unset(name)), newer].map(
    ([name, number]): [string, string, Script] => [
      `the finish reason ${name}`,
      number === 99 ? 'FINISH_REASON_99' : name,
      ended(number),
    ],
  ),
  ...[...reasons('GenerateContentResponse.PromptFeedback.BlockedReason').filter(([name]) => !unset(name)), newer].map(
    ([name, number]): [string, string, Script] => [
      `the block reason ${name}`,
      number === 99 ? 'BLOCKED_REASON_99' : name,
      blocked(number),
    ],
  ),
];

let vertex: Awaited<ReturnType<typeof startVertex>>;
let serve: Awaited<ReturnType<typeof startServe>>;
let script: Script;

beforeAll(async () => {
  vertex = await startVertex(() => script);
  const gemini = createGemini(createVertexPost({ VERTEX_REST_EMULATOR_HOST: vertex.url }));
  const { generate } = createGeneration(gemini, place);
  const endpoint = 'projects/p/locations/us-central1/endpoints/1';
  serve = await startServe(
    (question, hearing) => generate({ ...question, model: endpoint }, hearing),
    ({ prompt }) => (prompt.user = '{{body}}'),
  );
});
afterAll(() => {
  serve.close();
  vertex.close();
});

const post = (path: string, asked: object) =>
  fetch(serve.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
test('Vertex AI is asked with the traceparent of its span, and says which model has answered', async () => {
  script = { ...ended(1), whole: { ...ended(1).whole, modelVersion: 'gemini-3.5-flash-lite-001' } };
  expect((await post(`/v1/pipelines/${model}:generate`, body)).status).toBe(200);
  await Promise.all(serve.served);
  const span = serve.world.spans.findLast(({ kind }) => kind === 'client')!;
  expect(vertex.traceparents.at(-1)).toBe(`00-${span.traceId}-${span.spanId}-01`);
  expect(span.attributes['gen_ai.response.model']).toBe('gemini-3.5-flash-lite-001');
});

const client = () => new OpenAI({ apiKey: 'none', baseURL: `${serve.url}/v1`, maxRetries: 0 });
const messages = [{ role: 'user' as const, content: body.text }];
const lastRow = () => serve.rows().at(-1);

test('the API has as many reasons as were looked at', () => expect(filtered.length).toBeGreaterThan(15));

describe.each(filtered)('an answer with %s', (_, reason, says) => {
  beforeAll(() => void (script = says));

  test('is a problem that names it, and a row without a text', async () => {
    const response = await post(`/v1/pipelines/${model}:generate`, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: `the answer was blocked: ${reason}` });
    expect(lastRow()).toMatchObject({ outcome: 'blocked', finish_reason: reason, text: null, input_tokens: 9 });
  });

  test('is the last event of a stream', async () => {
    const response = await post(`/v1/pipelines/${model}:streamGenerate`, body);
    const text = await response.text();
    expect(text).toContain(`the answer was blocked: ${reason}`);
    expect(text).not.toContain('event: done');
    expect(lastRow()).toMatchObject({ outcome: 'blocked', finish_reason: reason, text: null });
  });

  test('is no normal stop to OpenAI’s clients, whole or streamed', async () => {
    const whole = await client().chat.completions.create({ model, messages });
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { content: null } });
    const ends: (string | null)[] = [];
    for await (const { choices } of await client().chat.completions.create({ model, messages, stream: true }))
      ends.push(...choices.map(({ finish_reason }) => finish_reason));
    expect(ends.filter(Boolean)).toEqual(['content_filter']);
    const response = await client().responses.create({ model, input: body.text });
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } });
  });
});

test('an answer that came to its end is one, and one that was cut off says so', async () => {
  script = ended(1);
  expect(await (await post(`/v1/pipelines/${model}:generate`, body)).json()).toMatchObject({
    text: 'A broken jar.',
    outcome: 'answered',
    finishReason: 'STOP',
  });
  script = ended(2);
  expect(await (await post(`/v1/pipelines/${model}:generate`, body)).json()).toMatchObject({ outcome: 'truncated' });
  expect(lastRow()).toMatchObject({ outcome: 'answered', finish_reason: 'MAX_TOKENS' });
});

test('a stream that breaks off ends in an error, and its row says that the answer failed', async () => {
  script = { whole: {}, chunks: [{ candidates: [{ content: said('A broken') }] }] };
  const text = await (await post(`/v1/pipelines/${model}:streamGenerate`, body)).text();
  expect(text).toContain('event: error');
  expect(text).not.toContain('event: done');
  expect(lastRow()).toMatchObject({ outcome: 'failed', text: null });
});

test('what the filters and the model’s own sources say is part of the answer and of the row', async () => {
  const rating = { category: 2, probability: 3, severity: 2, blocked: false };
  const citation = { startIndex: 2, endIndex: 8, uri: 'https://example.com/jars', license: 'MIT' };
  const candidate = { safetyRatings: [rating], citationMetadata: { citations: [citation] }, finishReason: 1 };
  script = {
    whole: { candidates: [{ ...candidate, content: said('A broken jar.') }] },
    chunks: [{ candidates: [{ content: said('A broken jar.') }] }, { candidates: [candidate] }],
  };
  const told = {
    safety: [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'MEDIUM', severity: 'HARM_SEVERITY_LOW' }],
    recitations: [{ start: 2, end: 8, uri: 'https://example.com/jars', license: 'MIT' }],
  };
  for (const verb of ['generate', 'streamGenerate']) {
    const text = await (await post(`/v1/pipelines/${model}:${verb}`, body)).text();
    expect(JSON.parse(text.slice(text.lastIndexOf('{"pipeline"')))).toMatchObject(told);
    const { safety, recitations } = lastRow()!;
    expect({ safety: JSON.parse(safety!), recitations: JSON.parse(recitations!) }).toEqual(told);
  }
});
