import { describe, expect, test } from '@jest/globals';
import type { Ledger } from '../../../operations/ledger/ledger';
import { findVersion } from '../../../operations/warehouse/versions';
import type { StageResult } from '../../../schemas/generated/types';
import { datasetCard } from '../../cli/reports';
import { failed, wholeRun } from '../../cli/runs';

const cards = [
  datasetCard({ version: '3f9a2c1b77de' }),
  datasetCard({ version: '3f9a00000000' }),
  datasetCard({ version: '3f9a2c1b0d4e' }),
];
const results: Record<string, StageResult[]> = {
  '20261123-3f9a2c1b': [wholeRun.validate, wholeRun.transform],
  '20261123-aaaaaaaa': [failed('transform', 1, 2, 'no column key')],
  '20261122-bbbbbbbb': [wholeRun.validate],
};
const ledger = {
  listVersions: async () => cards.map(({ pipeline, version }) => ({ pipeline, version })),
  readCard: async ({ version }: { version: string }) => cards.find((card) => card.version === version),
  listRuns: async () => Object.keys(results).map((run) => ({ pipeline: 'email-summary', run })),
  openRun: async ({ run }: { run: string }) => ({
    readResults: async () => new Map(results[run]!.map((result) => [result.stage, result])),
  }),
} as unknown as Ledger;

const refusal = async (name: string) => {
  const error = (await findVersion(ledger, name).catch((thrown: unknown) => thrown)) as {
    message: string;
    exitCode: number;
    details: { why?: string; next?: string };
  };
  return [error.exitCode, error.message, error.details.why, error.details.next];
};

describe('a version is named', () => {
  test.each([
    ['by its id', '3f9a2c1b77de', '3f9a2c1b77de'],
    ['by enough of it', '3f9a0', '3f9a00000000'],
    ['by its pipeline and enough of it', 'email-summary/3f9a0', '3f9a00000000'],
    ['by a run that made or used it', '20261123-3f9a2c1b', '3f9a2c1b0d4e'],
    ['by enough of a run', '20261123-3', '3f9a2c1b0d4e'],
  ])('%s', async (_, name, version) => expect((await findVersion(ledger, name)).version).toBe(version));

  test('not by what several begin with', async () =>
    expect(await refusal('3f9a2c1b')).toEqual([
      2,
      '"3f9a2c1b" may be one of 2.',
      '3f9a2c1b77de of email-summary\n3f9a2c1b0d4e of email-summary',
      'npx landfall datasets',
    ]));

  test('not by nothing that is there: the most similar is told', async () =>
    expect(await refusal('4f9a0000')).toEqual([
      2,
      'There is no dataset version "4f9a0000".',
      'the most similar is 3f9a00000000',
      'npx landfall datasets',
    ]));

  test('not by a name like none: no version is called similar', async () =>
    expect((await refusal('nothing'))[2]).toBe('no version has a name like it'));

  test.each([
    ['that failed before', 'aaaaaaaa', 'no column key'],
    ['that has not come so far', '20261122', 'its transformation has not ended'],
  ])('not by a run %s', async (_, name, why) =>
    expect(await refusal(name)).toMatchObject([
      2,
      expect.stringMatching(/^Run .* has no dataset version/),
      why,
      expect.any(String),
    ]),
  );
});
