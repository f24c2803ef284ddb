/** The whole way on a base of another provider than the samples': tuned, evaluated, deployed and asked over OpenAI's API. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunSummary } from '../../cli/summary';
import { createTestCloud, type TestCloud } from './test-cloud';

const base = 'gpt-4.1-mini-2025-04-14';
let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud({ base });
});
afterAll(() => local?.close());

test('a dataset becomes a deployed model of a service that speaks OpenAI, and the model answers', async () => {
  const dropped = await local.landfall(
    'drop',
    'email-summary',
    ...local.files,
    '--batch',
    'monday',
    '--wait',
    '--json',
  );
  const summary = JSON.parse(dropped.stdout.trim().split('\n').at(-1) || '{}') as RunSummary;
  expect({ exitCode: dropped.exitCode, error: summary.error, stderr: dropped.stderr }).toMatchObject({
    exitCode: 0,
    error: undefined,
  });
  expect(summary).toMatchObject({ status: 'deployed', champion: 'tuned', candidates: [{ state: 'succeeded' }] });

  const { openai } = local.cloud.status.endpoints;
  const asked = await fetch(`${openai}/v1/fine_tuning/jobs`, { headers: { authorization: 'Bearer owner' } });
  const { data } = (await asked.json()) as { data: { model: string; metadata: Record<string, string> }[] };
  expect(data).toMatchObject([{ model: base, status: 'succeeded', metadata: { 'landfall-run': summary.run } }]);

  const answer = await local.landfall('ask', 'email-summary', 'Hi, my kettle leaks, order 88121. Ana', '--json');
  expect(JSON.parse(answer.stdout)).toMatchObject({ run: summary.run, text: expect.any(String) });
});

test('the model goes with its pipeline', async () => {
  const models = async () => {
    const { openai } = local.cloud.status.endpoints;
    const asked = await fetch(`${openai}/v1/models`, { headers: { authorization: 'Bearer owner' } });
    return ((await asked.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
  };
  expect(await models()).toEqual([base, expect.stringMatching(/^ft:/)]);
  const { exitCode, stderr } = await local.landfall('pipelines', 'remove', 'email-summary', '--yes');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(await models()).toEqual([base]);
});
