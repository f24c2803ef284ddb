import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { BaseUse } from '../../../operations/pipelines/base-uses';
import { lifecycleLines } from '../../../cli/commands/lifecycle';
import { lifecycleRows } from '../../../operations/pipelines/lifecycle';
import { loadCatalog } from '../../../catalog';
import { loadEmbeddingModels } from '../../../catalog/embeddings';
import { plain } from '../../cli/reports';

const root = join(__dirname, '../../..');
const models = { catalog: loadCatalog(root), embeddingModels: loadEmbeddingModels(root) };
const served: BaseUse = {
  base: 'gemini-3.1-flash-lite',
  purpose: 'tuning',
  by: 'production',
  breaks: { inference: 'answers of email-summary end with 404', price: 'it costs something else' },
};
const candidate: BaseUse = {
  base: 'gemini-3.1-flash-lite',
  purpose: 'tuning',
  by: 'lora-8',
  breaks: { tuning: 'cannot be tuned', inference: 'cannot be evaluated' },
};
const rowsOn = (day: string, ...uses: BaseUse[]) =>
  lifecycleRows(
    uses.map((use) => ({ pipeline: 'email-summary', use })),
    models,
    { region: 'us-central1', on: new Date(day) },
  );

test('each model has a row for what is done with it where, the first to end first, with its successor', () => {
  expect(rowsOn('2026-11-29', served, candidate, { ...candidate, by: 'lora-16' })).toMatchObject([
    {
      breaks: ['lora-8, lora-16: cannot be tuned'],
      action: 'tuning',
      location: 'us-central1',
      closesOn: '2027-04-07',
      daysLeft: 129,
      state: 'open',
    },
    {
      pipeline: 'email-summary',
      base: 'gemini-3.1-flash-lite',
      action: 'inference',
      location: 'us',
      closesOn: '2027-05-07',
      orLater: true,
      daysLeft: 159,
      breaks: ['production: answers of email-summary end with 404', 'lora-8, lora-16: cannot be evaluated'],
      successor: 'gemini-3.5-flash-lite',
      plannedOn: '2027-03-07',
    },
  ]);
});

test('what is closed is so, and what no catalog knows is not known', () => {
  const unknown: BaseUse = { base: 'nobody-1', purpose: 'answers', by: 'step one', breaks: { inference: 'ends' } };
  expect(rowsOn('2027-06-01', served, unknown)).toMatchObject([
    { state: 'closed', daysLeft: -25 },
    { base: 'nobody-1', state: 'unknown', breaks: ['step one: ends'] },
  ]);
});

test('an answer of several locations has a row for each', () => {
  const uses = [{ pipeline: 'email-summary', use: served, alsoAt: ['eu'] }];
  const rows = lifecycleRows(uses, models, { region: 'us-central1', on: new Date('2026-11-29') });
  expect(rows.map(({ location }) => location)).toEqual(['us', 'eu']);
});

test('a row is a line, in words', () => {
  const lines = lifecycleLines(rowsOn('2026-11-29', served), undefined).map((line) => plain(line).split('\t'));
  expect(lines).toEqual([
    ['pipeline', 'model', 'what', 'where', 'closes on', 'days left', 'then'],
    [
      'email-summary',
      'gemini-3.1-flash-lite',
      'inference',
      'us',
      '2027-05-07 or later',
      '159',
      'production: answers of email-summary end with 404; gemini-3.5-flash-lite planned for 7 March 2027',
    ],
  ]);
  expect(lifecycleLines([])).toEqual(['No pipeline stands on a model.']);
});

test.each([80, 120])('lines keep within %d columns', (columns) => {
  for (const line of lifecycleLines(rowsOn('2026-11-29', served, candidate), columns).map(plain))
    expect(line.length).toBeLessThan(columns);
});
