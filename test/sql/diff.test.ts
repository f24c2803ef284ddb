import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../operations/cloud';
import { readChanges } from '../../operations/warehouse/changes';
import { ask, TableGone } from '../../operations/warehouse/warehouse';
import { openLocal, project, type Local } from '../local/bigquery/harness';

const columns = `key STRING, group_key STRING, split STRING, split_number INT64, left_out STRING, system_prompt STRING,
  user_prompt STRING, target STRING, history STRING, origins ARRAY<STRING>, personal_data ARRAY<STRING>`;

interface Example {
  key: string;
  split?: string;
  leftOut?: string;
  prompt?: string;
  target?: string;
  system?: string;
}

let local: Local;
let cloud: Cloud;

beforeAll(async () => {
  local = await openLocal();
  cloud = { bigquery: async () => local.client } as unknown as Cloud;
  await local.client.createDataset('training');
});
afterAll(() => local?.close());

async function version(name: string, examples: Example[]): Promise<string> {
  await local.client.query(`CREATE TABLE training.${name} (${columns})`);
  for (const { key, split, leftOut, prompt = 'p', target = 't', system } of examples) {
    await local.client.query({
      query: `INSERT INTO training.${name} (key, split, left_out, system_prompt, user_prompt, target, origins)
        VALUES (@key, NULLIF(@split, ''), NULLIF(@leftOut, ''), NULLIF(@system, ''), NULLIF(@prompt, ''), NULLIF(@target, ''), [@key])`,
      params: { key, split: split ?? '', leftOut: leftOut ?? '', prompt, target, system: system ?? '' },
    });
  }
  return `${project}.training.${name}`;
}

describe('what differs between two versions', () => {
  let before: string;
  let after: string;

  beforeAll(async () => {
    before = await version('before', [
      { key: 'a-same', split: 'train' },
      { key: 'b-gone', split: 'train', prompt: 'old' },
      { key: 'c-prompt', split: 'train', prompt: 'one' },
      { key: 'd-system', split: 'train', system: 'Be brief.' },
      { key: 'e-target', split: 'evaluation', target: 'yes' },
      { key: 'f-split', split: 'train' },
      { key: 'g-out', split: 'train' },
      { key: 'h-private', leftOut: 'personalData', prompt: '', target: '' },
      { key: 'i-both', split: 'train', prompt: 'one', target: 'yes' },
    ]);
    after = await version('after', [
      { key: 'a-same', split: 'train' },
      { key: 'c-prompt', split: 'train', prompt: 'two' },
      { key: 'd-system', split: 'train', system: 'Be kind.' },
      { key: 'e-target', split: 'evaluation', target: 'no' },
      { key: 'f-split', split: 'evaluation' },
      { key: 'g-out', leftOut: 'exactDuplicates' },
      { key: 'h-private', split: 'train' },
      { key: 'i-both', split: 'train', prompt: 'two', target: 'no' },
      { key: 'j-new', leftOut: 'sampling' },
      { key: 'k-new', split: 'validation' },
    ]);
  });

  test('is told change by change, with the first examples of each', async () => {
    const { changes, changed } = await readChanges(cloud, { before, after });
    expect(changed).toBe(7);
    expect(changes).toEqual([
      {
        change: 'added',
        count: 2,
        examples: [
          { key: 'j-new', before: 'sampling', after: 'p', target: 't' },
          { key: 'k-new', before: 'validation', after: 'p', target: 't' },
        ],
      },
      { change: 'removed', count: 1, examples: [{ key: 'b-gone', before: 'train', after: 'old', target: 't' }] },
      {
        change: 'prompt',
        count: 3,
        examples: [
          { key: 'c-prompt', before: 'one', after: 'two' },
          { key: 'd-system', before: 'Be brief.\n', after: 'Be kind.\n' },
          { key: 'i-both', before: 'one', after: 'two' },
        ],
      },
      {
        change: 'target',
        count: 2,
        examples: [
          { key: 'e-target', before: 'yes', after: 'no' },
          { key: 'i-both', before: 'yes', after: 'no' },
        ],
      },
      { change: 'split', count: 1, examples: [{ key: 'f-split', before: 'train', after: 'evaluation' }] },
      {
        change: 'leftOut',
        count: 2,
        examples: [
          { key: 'g-out', before: 'train', after: 'exactDuplicates' },
          { key: 'h-private', before: 'personalData', after: 'train' },
        ],
      },
    ]);
  });

  test('is nothing between a version and itself', async () => {
    expect(await readChanges(cloud, { before, after: before })).toEqual({ changes: [], changed: 0 });
  });

  test('shows no more examples than asked for, and counts all', async () => {
    const { changes } = await readChanges(cloud, { before, after }, 1);
    expect(changes[0]).toMatchObject({ change: 'added', count: 2, examples: [{ key: 'j-new' }] });
  });

  test('cannot be told when a table is gone, and which one is said', async () => {
    const gone = `${project}.training.nothing`;
    await expect(readChanges(cloud, { before: gone, after })).rejects.toEqual(new TableGone(gone));
  });
});

describe('one example', () => {
  test('is found by its key, with its line among those of its split', async () => {
    const dataset = await version('numbered', [
      { key: 'a', split: 'evaluation' },
      { key: 'b', split: 'train' },
      { key: 'c', leftOut: 'leakage' },
      { key: 'd', split: 'train' },
    ]);
    const find = (key: string) => ask(cloud, 'example.sql', { dataset }, { key });
    expect(await find('d')).toMatchObject([{ key: 'd', split: 'train', line: 2, origins: ['d'], user_prompt: 'p' }]);
    expect(await find('c')).toMatchObject([{ split: null, left_out: 'leakage', line: null }]);
    expect(await find("' OR TRUE --")).toEqual([]);
  });
});

test('only a table fills the place of a table', async () => {
  await expect(ask(cloud, 'example.sql', { dataset: 'a.b.c` WHERE TRUE --' }, { key: 'k' })).rejects.toThrow(
    'not a table',
  );
});
