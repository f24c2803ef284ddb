import { expect, test } from '@jest/globals';
import { searchToolsOf, stepSearches } from '../../../core/chain/searches';
import type { PipelineSpec } from '../../../schemas/generated/types';

const datastore = { vertexAiSearch: { datastore: 'd' } };
const web = { googleSearch: {} };
const question = { model: 'a', prompt: 'p.yaml' };
const pipeline = {
  grounding: web,
  serving: {
    chain: {
      steps: {
        news: { ask: { ...question, grounding: web }, fallback: { model: 'b' }, timeLimit: 1 },
        parts: {
          map: { over: '{{input.x}}', ask: question, reduce: { ...question, grounding: datastore } },
          timeLimit: 1,
        },
        plain: { ask: question, timeLimit: 1 },
        reply: { answer: {}, timeLimit: 1 },
        broken: { timeLimit: 1 },
      },
    },
  },
} as unknown as PipelineSpec;

test('a search is told with where its question stands, and all bases that may be asked it', () => {
  expect(stepSearches(pipeline)).toEqual([
    {
      tool: web,
      path: ['news', 'ask'],
      bases: [
        { base: 'a', path: ['news', 'ask', 'model'] },
        { base: 'b', path: ['news', 'fallback', 'model'] },
      ],
    },
    {
      tool: datastore,
      path: ['parts', 'map', 'reduce'],
      bases: [{ base: 'a', path: ['parts', 'map', 'reduce', 'model'] }],
    },
  ]);
});

test('a pipeline searches with whatever its answer and its steps search with', () => {
  expect(searchToolsOf(pipeline)).toEqual([web, web, datastore]);
  expect(searchToolsOf({ serving: { outcomes: {} } } as never)).toEqual([]);
});
