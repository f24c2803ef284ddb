import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { checkTraining } from '../../../operations/drop/check-training';
import { compilePipelines, configurationsOf } from '../../../compiler/pipelines';
import type { Configuration } from '../../../schemas/generated/types';
import { deployment } from '../../deployment';
import { openLocal, type Local } from '../../local/bigquery/harness';

const root = join(__dirname, '../../..');
const compiled = compilePipelines({ root, pipelines: join(root, 'pipelines'), codeVersion: 'test', deployment });

function configurationOf(name: string): Configuration {
  const found = compiled.get(name)!;
  if (!('configuration' in found)) throw new Error(JSON.stringify(found));
  return structuredClone(found.configuration);
}

let local: Local;
beforeAll(async () => void (local = await openLocal()));
afterAll(() => local?.close());

const check = (configuration: Configuration) => checkTraining({ bigquery: async () => local.client }, configuration);

test.each([...configurationsOf(compiled).keys()])(
  '%s has nothing against it, though no row is there yet',
  async (name) => {
    await expect(check(configurationOf(name))).resolves.toBeUndefined();
  },
);

describe('before anything is uploaded, with file and line:', () => {
  test.each<[string, (configuration: Configuration) => void, RegExp, RegExp]>([
    [
      'a column that no source has',
      (each) =>
        void (each.trainingSql =
          'SELECT\n  emails.id AS key,\n  emails._origin,\n  emails.nosuch AS target\nFROM emails'),
      /nosuch.*; nothing was dropped\.$/,
      /^pipelines\/email-summary\/training\.sql, line 4, column \d+$/,
    ],
    [
      'a syntax error',
      (each) => void (each.trainingSql = 'SELECT emails.id AS key\nFORM emails'),
      /Syntax error|Expected/,
      /^pipelines\/email-summary\/training\.sql, line 2, column \d+$/,
    ],
    [
      'a source that the pipeline does not have',
      (each) => void (each.trainingSql = 'SELECT id AS key FROM mails'),
      /mails/,
      /^pipelines\/email-summary\/training\.sql/,
    ],
    [
      'a field of the prompt that is not selected',
      (each) => void (each.prompt.user += '{{mood}}'),
      /selects no column mood, which the prompt uses as \{\{mood\}\}/,
      /^pipelines\/email-summary\/training\.sql$/,
    ],
    [
      'a split column that is not selected',
      (each) => void (each.pipeline.training.split.column = 'part'),
      /selects no column part, which training\.split\.column names/,
      /^pipelines\/email-summary\/pipeline\.yaml, training\.split\.column$/,
    ],
    [
      'a field that only another prompt than that of training has',
      (each) => void (each.prompts = { ...each.prompts, 'other.yaml': { user: '{{mood}}' } }),
      /selects no column mood, which the prompt uses as \{\{mood\}\}/,
      /^pipelines\/email-summary\/training\.sql$/,
    ],
    [
      'a target that is no text',
      (each) => void (each.trainingSql = each.trainingSql.replace(/\S+ AS target/, '1.5 AS target')),
      /the column target is FLOAT/,
      /^pipelines\/email-summary\/training\.sql$/,
    ],
  ])('%s', async (_, change, message, where) => {
    const configuration = configurationOf('email-summary');
    change(configuration);
    await expect(check(configuration)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 2,
      details: { where: expect.stringMatching(where), next: expect.stringMatching(/then repeat the command$/) },
    });
  });

  test('nothing, where it is not the statement that is at fault', async () => {
    const bigquery = { createQueryJob: () => Promise.reject(Object.assign(new Error('denied'), { code: 403 })) };
    const refused = checkTraining({ bigquery: async () => bigquery as never }, configurationOf('email-summary'));
    await expect(refused).rejects.toMatchObject({ message: 'denied', code: 403 });
  });
});
