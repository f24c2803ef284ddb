/** The whole way on a base of each provider: tuned, evaluated, deployed, asked, and taken away with its pipeline. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { eventually } from '../eventually';
import { query } from './state';
import { createTestCloud, dropSample, type Serving, type TestCloud } from './test-cloud';

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

/** Another base, asked as it is, beside what was tuned: both make the answer. */
const chainWith = (model: string): Serving => ({
  yaml: `serving:
  chain:
    steps:
      kind:
        classify: { model: ${model}, prompt: kind.yaml, labels: [complaint, question] }
        timeLimit: 60
      gist:
        map:
          over: '{{input.email}}'
          chunks: { tokens: 12, overlap: 4 }
          ask: { model: ${model}, prompt: part.yaml, generation: { maxOutputTokens: 8 } }
        timeLimit: 60
      count: { run: { file: count.js, with: { gist: '{{steps.gist}}' } }, timeLimit: 5 }
      summary: { answer: {}, timeLimit: 60 }
    output: '{{steps.summary}} ({{steps.kind}}, of {{steps.count}} parts)'
`,
  files: {
    'kind.yaml': "user: 'Is it a complaint or a question? {{email}}'\n",
    'part.yaml': "user: 'Summarize: {{part}}'\n",
    'count.js': 'const run = ({ gist }) => String(gist.length);\n',
  },
});

describe.each(providers)('a base of $provider', ({ provider, base, beside, jobs, models }) => {
  let local: TestCloud;
  beforeAll(async () => {
    local = await createTestCloud({ base, beside, serving: chainWith(beside ?? base) });
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
    expect(JSON.parse(answer.stdout)).toMatchObject({
      run: summary.run,
      text: expect.stringMatching(/ \((complaint|question), of [2-9] parts\)$/),
      steps: expect.arrayContaining([
        expect.objectContaining({ step: 'kind', kind: 'classify', model: beside ?? base, outcome: 'done' }),
        expect.objectContaining({ step: 'summary', kind: 'answer', model: base, outcome: 'done' }),
      ]),
    });
    // As docs/chains.md asks for them.
    const [, sql = ''] = /^```sql\n([^]*?)^```$/m.exec(readFileSync('docs/chains.md', 'utf8')) ?? [];
    const rows = await eventually(async () => {
      const found = await query(local.cloud, sql.replace('@pipeline', "'email-summary'"));
      return found.length > 0 && found;
    }, 'the trace of the answer');
    const troubles = rows.map(([step, times, troubled]) => [step, times, troubled].join(' '));
    expect(troubles.toSorted()).toEqual(['count 1 0', 'gist 1 0', 'kind 1 0', 'summary 1 0']);
  });

  test('the model goes with its pipeline', async () => {
    expect(await tuned()).toHaveLength(1);
    const { exitCode, stderr } = await local.landfall('pipelines', 'remove', 'email-summary', '--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await tuned()).toEqual([]);
  });
});
