import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadEmbeddingModels } from '../../../catalog/embeddings';
import { repositoryRoot } from '../../../core/root';
import { createEmbedding } from '../../../functions/shared/models/vertex/embedding';
import { createPredictionClients } from '../../../functions/shared/stage/clients';
import type { Config } from '../../../functions/shared/stage/config';
import { startCloud, type Cloud } from './fixtures/cloud';

const gemini = loadEmbeddingModels(repositoryRoot())['gemini-embedding-2']!;
const model = 'projects/landfall-local/locations/us/publishers/google/models/gemini-embedding-2';
const content = { parts: [{ text: 'Where is my parcel?' }] };
let cloud: Cloud;

beforeAll(async () => {
  const gone = {
    ...gemini,
    id: 'gone',
    lifecycle: [{ action: 'inference' as const, closesOn: '2020-01-01', source: '', asOf: '' }],
  };
  cloud = await startCloud({ embeddingModels: [gemini, gone] });
});
afterAll(() => cloud?.remove());

describe('EmbedContent', () => {
  test.each(['grpc', 'rest'] as const)('gives a vector and what it cost, over %s', async (way) => {
    const [answer] = await cloud.prediction(way).embedContent({
      model,
      content,
      embedContentConfig: { outputDimensionality: 256 },
    });
    expect(answer.embedding?.values).toHaveLength(256);
    expect(answer.usageMetadata?.promptTokenCount).toBeGreaterThan(3);
    expect(answer.truncated).toBe(false);
  });

  test('gives all numbers when no dimensions are asked for, also by the older field', async () => {
    const [whole] = await cloud.prediction().embedContent({ model, content });
    const [older] = await cloud.prediction().embedContent({ model, content, outputDimensionality: 128 });
    expect([whole.embedding?.values?.length, older.embedding?.values?.length]).toEqual([3072, 128]);
  });

  test.each([
    [
      'too few dimensions',
      { embedContentConfig: { outputDimensionality: 64 } },
      'output_dimensionality: 64 is not between 128 and 3072.',
    ],
    ['too many dimensions', { embedContentConfig: { outputDimensionality: 4096 } }, 'output_dimensionality: 4096'],
    [
      'a task type',
      { embedContentConfig: { taskType: 'RETRIEVAL_QUERY' as const } },
      'task_type: is only applicable to text-only',
    ],
    ['no text', { content: { parts: [{ text: '' }] } }, 'content.parts: must hold some text.'],
    [
      'a picture',
      { content: { parts: [{ fileData: { fileUri: 'gs://b/p.png', mimeType: 'image/png' } }] } },
      'the local model reads text alone.',
    ],
    [
      'a text that is too long',
      { content: { parts: [{ text: 'word '.repeat(9000) }] } },
      'exceeds the maximum number of tokens allowed (8192)',
    ],
  ])('refuses %s', async (_, request, message) => {
    await expect(cloud.prediction().embedContent({ model, content, ...request })).rejects.toMatchObject({
      code: 3,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['in a place that does not serve it', model.replace('/us/', '/us-central1/')],
    ['that nobody knows', model.replace('-2', '-3')],
    ['that has ended', model.replace('gemini-embedding-2', 'gone')],
  ])('does not find a model %s', async (_, name) => {
    await expect(cloud.prediction().embedContent({ model: name, content })).rejects.toMatchObject({ code: 5 });
  });
});

test('Landfall has its texts embedded, each for what it is used, in their order', async () => {
  const config = { project: 'landfall-local', region: 'us-central1' } as Config;
  const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
  const { embed } = createEmbedding(createPredictionClients(config, env), config);
  const texts = ['a late parcel', 'a new kettle', 'a late parcel'];
  const [late, kettle, again] = await embed(texts, { model: gemini, dimensions: 128, use: 'passage' });
  expect(late).toEqual(again);
  expect(late!.vector).not.toEqual(kettle!.vector);
  expect(late!.tokens).toBeGreaterThan(0);
  await expect(embed(texts, { model: gemini, dimensions: 64, use: 'query' })).rejects.toMatchObject({
    name: 'PermanentError',
  });
});
