import { describe, expect, test } from '@jest/globals';
import type { RunSummary } from '../../operations/runs/summary';
import { eventually } from '../eventually';
import { dropped, endState, local, summary } from './deployed-sample';
import { query } from './state';

describe('a dataset dropped into the bucket', () => {
  test('becomes a deployed model, and the command says so in one JSON object', () => {
    expect({ exitCode: dropped.exitCode, error: summary.error }).toEqual({ exitCode: 0, error: undefined });
    expect(summary).toMatchObject({
      run: expect.stringMatching(/^\d{8}-[0-9a-f]{8}$/),
      pipeline: 'email-summary',
      status: 'deployed',
      dataset: { quarantined: 1 },
      champion: expect.stringMatching(/^lora-(8|16)$/),
    });
    expect(Object.keys(summary.stages)).toEqual(['validate', 'transform', 'tune', 'evaluate', 'deploy']);
    expect(summary.candidates.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'lora-8 succeeded',
      'lora-16 succeeded',
    ]);
    const rivals = ['naive:first-words', 'naive:most-frequent', 'naive:nearest'];
    expect(Object.keys(summary.metrics ?? {}).sort()).toEqual(['base', 'lora-16', 'lora-8', ...rivals]);
    expect(summary.dataset!.train + summary.dataset!.evaluation).toBe(80);
  });

  test('leaves one run, one tuning job per candidate and one endpoint', () => {
    expect(endState).toMatchObject({
      runs: [{ run: summary.run }],
      tuningJobs: ['lora-16', 'lora-8'],
      endpoints: 1,
      champion: summary.champion,
    });
  });

  test('is explained a day later by the ledger alone', async () => {
    const { exitCode, stdout } = await local.landfall('run', summary.run);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('rows · 1 quarantined (row 81: summary is missing)');
    expect(stdout).toMatch(/ROUGE-L/);
    expect(stdout).toContain(`${summary.champion} is production of email-summary (was: nothing)`);
    const list = await local.landfall('runs', '--json');
    expect((JSON.parse(list.stdout) as RunSummary[]).map(({ run }) => run)).toEqual([summary.run]);
  });

  test('answers questions, and each answer is a row of the warehouse', async () => {
    const asked = await local.landfall('ask', 'email-summary', 'Hi, my kettle leaks, order 88121. Ana', '--json');
    expect(JSON.parse(asked.stdout)).toMatchObject({
      pipeline: 'email-summary',
      run: summary.run,
      text: expect.any(String),
    });
    const rows = await eventually(async () => {
      const found = await query(local.cloud, 'SELECT pipeline, run FROM landfall.predictions');
      return found.length > 0 && found;
    }, 'a prediction in the warehouse');
    expect(rows).toEqual([['email-summary', summary.run]]);
  });

  test('leaves every answer of the evaluation in the warehouse', async () => {
    const rows = await query(
      local.cloud,
      'SELECT subject, COUNT(*) FROM landfall.evaluations GROUP BY subject ORDER BY subject',
    );
    const subjects = Object.keys(summary.metrics!).toSorted();
    expect(rows).toEqual(subjects.map((subject) => [subject, '6']));
  });

  test('leaves every event in the history', async () => {
    const rows = await query(
      local.cloud,
      "SELECT DISTINCT JSON_VALUE(attributes, '$.ce-type') FROM landfall.events WHERE JSON_VALUE(attributes, '$.ce-subject') IS NOT NULL ORDER BY 1",
    );
    for (const type of [
      'dataset.validated',
      'dataset.versioned',
      'tuning.started',
      'tuning.finished',
      'model.evaluated',
      'endpoint.deployed',
    ]) {
      expect(rows.flat()).toContain(`landfall.${type}.v1`);
    }
  });
});
