import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel, eventually, example, location, startCloud, thinker, type Cloud } from './fixtures/cloud';

const base = `${location}/publishers/google/models/${baseModel}`;
const user = (text: string) => ({ role: 'user', parts: [{ text }] });
const model = (text: string) => ({ role: 'model', parts: [{ text }] });

interface Chunk {
  candidates: [{ content: { parts: { text: string }[] }; finishReason?: string }];
  usageMetadata?: object | null;
  responseId: string;
  modelVersion: string;
}
/** Asked again and again it would fail as well. */
const once = { retryRequestOptions: { noResponseRetries: 0 } };
const textOf = ({ candidates: [{ content }] }: Chunk) => content.parts.map(({ text }) => text).join('');

let cloud: Cloud;
let endpoint: string;
beforeAll(async () => {
  cloud = await startCloud();
  const client = cloud.tuning();
  const trainingDatasetUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
  const [job] = await client.createTuningJob({
    parent: location,
    tuningJob: { baseModel, supervisedTuningSpec: { trainingDatasetUri, hyperParameters: { epochCount: 3 } } },
  });
  endpoint = await eventually(
    async () => (await client.getTuningJob({ name: job.name! }))[0].tunedModel?.endpoint ?? undefined,
    'an endpoint',
  );
});
afterAll(() => cloud.remove());

describe.each(['grpc', 'rest'] as const)('generateContent over %s', (way) => {
  test('passes turns, system instruction and configuration to the model and tells how it ended', async () => {
    const [response] = await cloud.prediction(way).generateContent({
      model: base,
      systemInstruction: { parts: [{ text: 'Be ' }, { text: 'brief.' }] },
      contents: [user('Hi'), model('Hello'), user('one two three')],
      generationConfig: { temperature: 0, topP: 0.5, seed: 7, maxOutputTokens: 2, stopSequences: ['\n'] },
    });
    const [candidate] = response.candidates!;
    expect(JSON.parse(candidate!.content!.parts![0]!.text!)).toEqual({
      base: `small ${baseModel}`,
      said: 'one two',
      system: 'Be brief.',
      turns: 3,
      temperature: 0,
      topP: 0.5,
      seed: 7,
      maxOutputTokens: 2,
      stopSequences: ['\n'],
    });
    expect(candidate).toMatchObject({ finishReason: 'MAX_TOKENS', content: { role: 'model' } });
    expect(response).toMatchObject({ modelVersion: baseModel, responseId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(response.usageMetadata).toMatchObject({ promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 });
  });

  test('an endpoint answers with its own adapter and names its model', async () => {
    const [response] = await cloud.prediction(way).generateContent({ model: endpoint, contents: [user('hello')] });
    expect(JSON.parse(response.candidates![0]!.content!.parts![0]!.text!)).toMatchObject({
      said: 'hello',
      adapter: 3,
      temperature: 1,
    });
    expect(response.candidates![0]!.finishReason).toBe('STOP');
    expect(response.modelVersion).toMatch(/models\/\d+@1$/);
  });

  const streamed = async (request: object) => {
    const chunks: Chunk[] = [];
    const stream = cloud.prediction(way).streamGenerateContent({ model: base, ...request }, once);
    for await (const chunk of stream) chunks.push(chunk as Chunk);
    return chunks;
  };

  test('a stream says piece by piece what the whole answer is, and at its end how it ended', async () => {
    const asked = { contents: [user('one two three')], generationConfig: { seed: 7, maxOutputTokens: 2 } };
    const [whole] = await cloud.prediction(way).generateContent({ model: base, ...asked });
    const chunks = await streamed(asked);
    expect(chunks).toHaveLength(3);
    expect(chunks.map(textOf).join('')).toBe(textOf(whole as Chunk));
    expect(chunks.map(({ candidates }) => candidates[0].finishReason === 'MAX_TOKENS')).toEqual([false, false, true]);
    expect(chunks.map(({ usageMetadata }) => usageMetadata ?? null)).toEqual([null, null, whole.usageMetadata]);
    expect(new Set(chunks.map(({ responseId }) => responseId)).size).toBe(1);
    expect(chunks.every(({ modelVersion }) => modelVersion === baseModel)).toBe(true);
  });

  test('a stream whose thoughts take all that may be said is one chunk without text', async () => {
    const model = `${location}/publishers/google/models/${thinker}`;
    const asked = { model, contents: [user('hello')], generationConfig: { maxOutputTokens: 32 } };
    const chunks = await streamed(asked);
    expect(chunks).toMatchObject([{ candidates: [{ finishReason: 'MAX_TOKENS', content: { parts: [] } }] }]);
  });

  test('a stream that fails before its first chunk fails as any call', async () => {
    await expect(streamed({ contents: [] })).rejects.toMatchObject({ code: 3 });
    await expect(streamed({ contents: [user('FAIL')] })).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining('the weights are not there'),
    });
  });

  test('a stream that fails later fails after what it has said', async () => {
    const said: Chunk[] = [];
    const failing = async () => {
      const stream = cloud.prediction(way).streamGenerateContent({ model: base, contents: [user('FAIL LATE')] }, once);
      for await (const chunk of stream) said.push(chunk as Chunk);
    };
    await expect(failing()).rejects.toThrow(
      way === 'grpc' ? 'the weights are not there' : /terminated|Premature close|aborted/,
    );
    expect(said.map(textOf)).toEqual(['{"said":"']);
  });

  test('a process that dies in the middle of a stream leaves no gap in it, and says nothing twice', async () => {
    const chunks = await streamed({ contents: [user(`DIE ONCE ${join(cloud.folder, `died-streaming-${way}`)}`)] });
    expect(JSON.parse(chunks.map(textOf).join(''))).toMatchObject({ said: expect.stringMatching(/^DIE ONCE/) });
  });

  test('countTokens counts as the model does', async () => {
    const contents = [user('one two three')];
    const [counted] = await cloud.utility(way).countTokens({ endpoint: base, contents });
    expect(counted).toMatchObject({ totalTokens: 4, totalBillableCharacters: 11 });
    // Where the model has spoken last there is no mark after which it is to speak: as a line of a tuning dataset is billed.
    const [whole] = await cloud.utility(way).countTokens({ endpoint: base, contents: [...contents, model('four')] });
    expect(whole).toMatchObject({ totalTokens: 4 });
  });

  test('an answer is restricted to the texts that a schema lists', async () => {
    const responseSchema = { type: 'STRING' as const, enum: ['card arrival', 'card lost'] };
    const [response] = await cloud.prediction(way).generateContent({
      model: base,
      contents: [user('hello')],
      generationConfig: { responseMimeType: 'text/x.enum', responseSchema },
    });
    expect(JSON.parse(response.candidates![0]!.content!.parts![0]!.text!)).toMatchObject({
      choices: ['card arrival', 'card lost'],
    });
  });

  const inStore = (store: object) => ({ tools: [{ retrieval: { vertexAiSearch: store } }] });
  const store = 'projects/p/locations/global/collections/default_collection/dataStores/d';
  const choosing = (type: string, texts: string[], more: object = {}) => ({
    generationConfig: { responseMimeType: 'text/x.enum', responseSchema: { type, enum: texts, ...more } },
  });
  const refused: [string, object, number, RegExp][] = [
    ['an unknown base model', { model: `${location}/publishers/google/models/gemini-0` }, 5, /gemini-0/],
    ['an unknown endpoint', { model: `${location}/endpoints/1` }, 5, /endpoints\/1/],
    ['no contents', { contents: [] }, 3, /contents/],
    ['an empty part', { contents: [user('')] }, 3, /contents\[0\]/],
    ['a wrong role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, 3, /contents\[0\].role/],
    ['a last turn of the model', { contents: [user('x'), model('y')] }, 3, /last turn/],
    ['two candidates', { generationConfig: { candidateCount: 2 } }, 3, /candidate_count/],
    ['a temperature beyond 2', { generationConfig: { temperature: 2.5 } }, 3, /temperature/],
    [
      'a schema for the answer',
      { generationConfig: { responseMimeType: 'application/json' } },
      3,
      /response_mime_type/,
    ],
    ['a choice of numbers', choosing('INTEGER', ['1']), 3, /response_schema.type/],
    ['a choice of nothing', choosing('STRING', []), 3, /response_schema.enum/],
    ['a choice with a pattern', choosing('STRING', ['a'], { pattern: 'a+' }), 3, /response_schema.pattern/],
    [
      'a choice of more words than the model takes',
      choosing('STRING', ['one two three', 'four five six', 'seven eight nine', 'ten eleven twelve thirteen']),
      3,
      /too many states for serving/,
    ],
    ['a tool that does not search', { tools: [{ codeExecution: {} }] }, 3, /tools\[0\].*not supported/],
    ['Google Search, which nobody has here', { tools: [{ googleSearch: {} }] }, 3, /no Google Search/],
    ['a data store, of which there are none here', inStore({ datastore: store }), 3, /no data stores/],
    ['what is the name of no data store', inStore({ datastore: 'd' }), 3, /"d" is not the name of a data store/],
    ['a search in nothing', inStore({ maxResults: 3 }), 3, /one of datastore and engine/],
    ['more results than there may be', inStore({ datastore: store, maxResults: 11 }), 3, /max_results: 11/],
    [
      'a tool beside one of search',
      { tools: [{ googleSearch: {} }, { codeExecution: {} }] },
      3,
      /supported only when they are all search tools/,
    ],
    [
      'a search for one of a few answers',
      { tools: [{ googleSearch: {} }], ...choosing('STRING', ['one', 'two']) },
      3,
      /controlled generation is not supported with Search tool/,
    ],
    [
      'a prompt beyond the context',
      { contents: [user('word '.repeat(60))] },
      3,
      /token count \(6\d\) exceeds .* \(49\)/,
    ],
  ];
  test('a search is refused of what was tuned, and of a base that takes none', async () => {
    for (const model of [endpoint, base.replace(baseModel, thinker)])
      await expect(
        cloud.prediction(way).generateContent({ model, contents: [user('hello')], tools: [{ googleSearch: {} }] }),
      ).rejects.toMatchObject({ code: 3, message: expect.stringContaining('Search Grounding is not supported.') });
  });

  test.each(refused)('%s is refused', async (_, request, code, message) => {
    const failed = cloud.prediction(way).generateContent({ model: base, contents: [user('hello')], ...request });
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('the process that generates', () => {
  const ask = (text: string) =>
    cloud.prediction().generateContent({ model: base, contents: [user(text)] }, { retry: null as never });

  test('is started again when it dies, and its requests are asked once more', async () => {
    const marker = join(cloud.folder, 'died');
    const [response] = await ask(`DIE ONCE ${marker}`);
    expect(existsSync(marker)).toBe(true);
    expect(response.candidates).toHaveLength(1);
  });

  test('that dies of a request twice makes it UNAVAILABLE, and answers the next', async () => {
    await expect(ask('DIE')).rejects.toMatchObject({ code: 14 });
    await expect(ask('hello')).resolves.toBeDefined();
  });

  test('that cannot answer makes the request INTERNAL, in its own words', async () => {
    await expect(ask('FAIL')).rejects.toMatchObject({ code: 13, details: 'the weights are not there' });
  });
});
