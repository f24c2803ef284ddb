import { expect, test } from '@jest/globals';
import type { Ledger } from '../../operations/ledger/ledger';
import { readOutcome } from '../../cli/outcome';
import { outcomeSections } from '../../cli/run-sections';
import { deriveRun } from '../../operations/runs/run-view';
import { record, wholeRun } from './runs';

test.each([
  [{ run: record.run }, 'npx landfall ask email-summary'],
  [undefined, 'npx landfall drop email-summary FILE… --wait   (its model was taken out of service)'],
])('a run that was deployed suggests to ask only what is still in production', async (production, next) => {
  const results = new Map(Object.values(wholeRun).map((result) => [result.stage, result]));
  const view = deriveRun({ record: { ...record, configuration: undefined } as never, results }, 0);
  const ledger = { readProduction: async () => production, readText: async () => undefined } as unknown as Ledger;
  const sections = outcomeSections(view, { ...(await readOutcome(ledger, view)), answer: undefined }, true);
  expect(sections.findLast(({ kind }) => kind === 'next')).toMatchObject({ commands: [next, expect.anything()] });
});
