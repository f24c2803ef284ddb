/** Prompts of a pipeline with a deployed model: which there are, and how another one would do. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownPrompt } from '../../cli/prompts';
import type { PairedComparison } from '../../core/verdict/comparison';
import { local, summary } from './deployed-sample';

const pipeline = 'email-summary';
let polite = '';
let known: KnownPrompt[] = [];

beforeAll(async () => {
  polite = join(local.directory, 'polite.yaml');
  writeFileSync(polite, "system: Say politely what is wrong.\nuser: '{{email}}'\n");
  known = JSON.parse((await local.landfall('prompts', pipeline, '--json')).stdout) as KnownPrompt[];
});

describe('landfall prompts', () => {
  test('knows the prompt with which the run was deployed, and what was found of it', () => {
    expect(known).toHaveLength(1);
    const { production, uses } = known[0]!;
    expect(production).toMatchObject({ run: summary.run });
    const own = uses.find(({ candidate }) => candidate === production!.candidate)!;
    expect(own).toMatchObject({ run: summary.run, metric: 'rougeL', score: expect.any(Number) });
    expect(own.verdict).toContain('base');
  });

  test('tries another prompt on held-out examples, against that of the pipeline and against production', async () => {
    const trial = ['prompts', 'test', polite, '--pipeline', pipeline, '--most', '5', '--json'];
    const { exitCode, stdout } = await local.landfall(...trial);
    expect(exitCode).toBe(0);
    const { comparisons, bills, mostPrice } = JSON.parse(stdout) as {
      comparisons: PairedComparison[];
      bills: { subject: string; outputTokens: number; price: number }[];
      mostPrice: number;
    };
    expect(comparisons.map(({ rival, n }) => [rival, n])).toEqual([
      ['base', 5],
      ['production', 5],
    ]);
    expect(bills.every(({ outputTokens }) => outputTokens > 0)).toBe(true);
    expect(bills.reduce((sum, { price }) => sum + price, 0)).toBeLessThan(mostPrice);
  });

  test('asks production with no prompt but its own, and says both digests', async () => {
    const { exitCode, stderr } = await local.landfall(
      'prompts',
      'test',
      polite,
      '--pipeline',
      pipeline,
      '--production',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`made with ${known[0]!.digest.slice(0, 12)}, and .*polite\\.yaml is [0-9a-f]{12}`),
    );
  });
});
