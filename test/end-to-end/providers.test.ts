/** The whole way on a base of each provider: tuned, evaluated, deployed, asked, and taken away with its pipeline. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

interface ProviderCase {
  provider: string;
  base: string;
  /** A base of another service, which has another key, that is asked as it is in the same run. */
  beside?: string;
  /** Where the provider lists its tuning jobs, and what it has of the run's. */
  jobs: [path: string, ofRun: (run: string) => object];
  /** Where it lists what it has for this project: under a name, and there the names of what was tuned. */
  models: [path: string, list: string, tuned: RegExp];
}

const gemma = 'google/gemma4@gemma-4-26b-a4b-it';
const ofGoogle = (baseModel: unknown, version: string, location: string): Pick<ProviderCase, 'jobs' | 'models'> => ({
  jobs: [
    `/${version}/projects/PROJECT/locations/REGION/tuningJobs`,
    (run) => ({ tuningJobs: [{ baseModel, state: 'JOB_STATE_SUCCEEDED', labels: { 'landfall-run': run } }] }),
  ],
  models: [`/v1/projects/PROJECT/locations/${location}/endpoints`, 'endpoints', /\/endpoints\//],
});
const providers: ProviderCase[] = [
  {
    provider: 'vertex',
    base: 'gemini-3.5-flash-lite',
    ...ofGoogle(expect.stringMatching(/gemini-3\.5-flash-lite$/), 'v1', 'us'),
  },
  { provider: 'vertex-open', base: 'gemma-4-26b-a4b-it', ...ofGoogle(gemma, 'v1beta1', 'REGION') },
  {
    provider: 'openai-compatible',
    base: 'gpt-4.1-mini-2025-04-14',
    beside: 'together-llama-3.3-70b',
    jobs: [
      '/v1/fine_tuning/jobs',
      (run) => ({
        data: [{ model: 'gpt-4.1-mini-2025-04-14', status: 'succeeded', metadata: { 'landfall-run': run } }],
      }),
    ],
    models: ['/v1/models', 'data', /^ft:/],
  },
];

describe.each(providers)('a base of $provider', ({ provider, base, beside, jobs, models }) => {
  let local: TestCloud;
  beforeAll(async () => {
    local = await createTestCloud({ base, beside });
  });
  afterAll(() => local?.close());

  async function list(path: string): Promise<Record<string, { name?: string; id?: string }[]>> {
    const { endpoints, project, region } = local.cloud.status;
    const at = endpoints[provider === 'openai-compatible' ? 'openai' : 'vertex'];
    const place = path.replace('PROJECT', project).replace('REGION', region);
    const asked = await fetch(`${at}${place}`, { headers: { authorization: 'Bearer owner' } });
    return (await asked.json()) as Record<string, { name?: string; id?: string }[]>;
  }
  async function tuned(): Promise<string[]> {
    const [path, key, pattern] = models;
    const names = ((await list(path))[key] ?? []).map(({ name, id }) => name ?? id!);
    return names.filter((name) => pattern.test(name));
  }

  test('a dataset becomes a deployed model, and the model answers', async () => {
    const { summary, exitCode, stderr } = await dropSample(local);
    expect({ exitCode, error: summary.error, stderr }).toMatchObject({
      exitCode: 0,
      error: undefined,
    });
    expect(summary).toMatchObject({ status: 'deployed', champion: 'tuned', candidates: [{ state: 'succeeded' }] });
    const asked = ['base', 'tuned', ...(beside === undefined ? [] : ['asked'])];
    expect(Object.keys(summary.metrics!)).toEqual(expect.arrayContaining(asked));
    const [path, ofRun] = jobs;
    expect(await list(path)).toMatchObject(ofRun(summary.run));
    expect(await tuned()).toHaveLength(1);

    const answer = await local.landfall('ask', 'email-summary', 'Hi, my kettle leaks, order 88121. Ana', '--json');
    expect(JSON.parse(answer.stdout)).toMatchObject({ run: summary.run, text: expect.any(String) });
  });

  test('the model goes with its pipeline', async () => {
    expect(await tuned()).toHaveLength(1);
    const { exitCode, stderr } = await local.landfall('pipelines', 'remove', 'email-summary', '--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await tuned()).toEqual([]);
  });
});
