/** @jest-environment ./test/local/vertex/fixtures/undici-environment.js */
import { GoogleGenAI, ThinkingLevel } from '@google/genai';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { baseModel, eventually, example, location, startCloud, thinker, type Cloud } from './fixtures/cloud';

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

describe('the Gen AI SDK', () => {
  const sdk = () =>
    new GoogleGenAI({
      vertexai: true,
      project: 'landfall-local',
      location: 'us-central1',
      httpOptions: { baseUrl: cloud.url },
      googleAuthOptions: { authClient: cloud.authClient as never },
    });

  test('generates, streams and counts', async () => {
    const { models } = sdk();
    const response = await models.generateContent({
      model: baseModel,
      contents: 'one two',
      config: { temperature: 0, systemInstruction: 'Be brief.' },
    });
    expect(JSON.parse(response.text!)).toMatchObject({ said: 'one two', system: 'Be brief.', temperature: 0 });
    expect(response.candidates![0]!.finishReason).toBe('STOP');
    let streamed = '';
    for await (const chunk of await models.generateContentStream({ model: endpoint, contents: 'one two' }))
      streamed += chunk.text ?? '';
    expect(JSON.parse(streamed)).toMatchObject({ said: 'one two', adapter: 3 });
    expect(await models.countTokens({ model: baseModel, contents: 'one two' })).toMatchObject({ totalTokens: 3 });
  });

  test('says how much is thought, and hears what that took of a limit', async () => {
    const ask = (config: object) =>
      sdk().models.generateContent({ model: thinker, contents: 'one two', config: { maxOutputTokens: 32, ...config } });
    const brief = await ask({ thinkingConfig: { thinkingLevel: ThinkingLevel.MINIMAL } });
    expect(JSON.parse(brief.text!)).toMatchObject({ said: 'one two' });
    const lost = await ask({});
    expect(lost.text).toBeUndefined();
    expect(lost.candidates![0]!.finishReason).toBe('MAX_TOKENS');
    expect(lost.usageMetadata!.thoughtsTokenCount).toBe(29);
  });

  test('tunes, and finds its job and its tuned model', async () => {
    const { tunings, models } = sdk();
    const job = await tunings.tune({
      baseModel,
      trainingDataset: { gcsUri: 'gs://artifacts/train.jsonl' },
      config: { epochCount: 1, tunedModelDisplayName: 'by the SDK' },
    });
    const done = await eventually(async () => {
      const now = await tunings.get({ name: job.name! });
      return now.state === 'JOB_STATE_SUCCEEDED' ? now : undefined;
    }, 'the end of tuning');
    expect(done.tunedModel!.endpoint).toMatch(/endpoints\/\d+$/);
    const listed = await tunings.list({ config: { pageSize: 1 } });
    expect(listed.page[0]!.name).toBe(job.name);
    const tuned = await models.list({ config: { queryBase: false } });
    expect(tuned.page.map(({ displayName }) => displayName)).toContain('by the SDK');
  });

  test('hears in Google’s words what is wrong', async () => {
    const failed = sdk().models.generateContent({ model: 'gemini-0', contents: 'x' });
    await expect(failed).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('"status":"NOT_FOUND"'),
    });
  });
});
