import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf, planOfRun, type Plan } from '../../cli/plan';
import { runSections } from '../../cli/run-sections';
import { deriveRun, type RunView } from '../../operations/runs/run-view';
import { planRows } from '../../cli/render/plan-lines';
import { candidatesOf } from '../../core/candidates';
import { parsePrompt } from '../../core/prompt';
import type { Configuration, DatasetCard, StageResult } from '../../schemas/generated/types';
import { exampleRun } from '../functions/fakes';
import { plain } from './reports';
import { ended } from './runs';
import { startStoredCloud, type StoredCloud } from './stored-cloud';

const price = { currency: 'USD', input: 1, output: 1, tunedFactor: 1, training: 10 };
const { configuration } = exampleRun(({ baseModels, pipeline }) => {
  const places = { tuningRegions: ['us-central1'], tunedServingLocations: ['us', 'eu'] };
  baseModels['gemini-3.5-flash-lite'] = { price, ...places };
  pipeline.tuning.budget = { run: 12, month: 100 };
});
const changed = (change: (tuning: Configuration['pipeline']['tuning']) => void): Configuration => {
  const copy = structuredClone(configuration);
  change(copy.pipeline.tuning);
  return copy;
};
const file = join(mkdtempSync(join(tmpdir(), 'landfall-plan-')), 'emails.jsonl');
writeFileSync(file, 'x'.repeat(400_000));

let stored: StoredCloud;
beforeAll(async () => {
  stored = await startStoredCloud();
});
afterAll(() => stored.stop());

const searchingStep = {
  ask: { model: 'gemini-3.5-flash-lite', prompt: 'news.yaml', grounding: { googleSearch: {} } },
  timeLimit: 20,
};

const planned = (of: Configuration, files = [{ path: file }]) => planOf(stored.cloud, of, files);
const rows = (plan: Plan) => new Map(planRows(plan).map(([label, text]) => [label, plain(text)]));

describe('a plan', () => {
  test('says jobs, tokens, what would be held of the budget, places, and that nobody knows yet how long it takes', async () => {
    const plan = await planned(configuration);
    // Nine tenths of 100,000 tokens, twice three epochs: 540,000 at $10 a million, held at 1.25 times that.
    expect(plan).toMatchObject({
      jobs: 2,
      billedTokens: 540_000,
      refused: [],
      budget: { run: 12, month: 100, used: 0 },
    });
    expect(plan.budget.held).toBeCloseTo(6.75, 10);
    const said = rows(plan);
    expect(said.get('Tokens')).toBe('540,000 training tokens in 2 jobs');
    expect(said.get('Budget')).toBe(
      '$6.75 held (1.25 times the price) · budget $12.00 a run, $100.00 a month ($0 used)',
    );
    expect(said.get('Where')).toBe('gemini-3.5-flash-lite: tuned in us-central1, served from us');
    expect(said.get('Time')).toMatch(/^not known/);
  });

  test('says what is billed beside the tokens where the model searches before it answers', async () => {
    const copy = changed(({ candidates }) => {
      candidates.splice(0, candidates.length);
    });
    copy.candidates = [
      { id: 'asked', kind: 'prompted', base: 'gemini-3.5-flash-lite', prompt: 'prompt.yaml', examples: 0 },
    ];
    copy.pipeline.grounding = { googleSearch: {} } as never;
    expect(rows(await planned(copy)).get('Price')).toMatch(
      /\$14\.00 {2}serving: 1,000 queries of Google Search by gemini-3\.5-flash-lite, of which a prompt may take several \(https:.*, as of 2026-11-29: /,
    );
    copy.pipeline.grounding = { vertexAiSearch: { datastore: 'd' } } as never;
    expect(rows(await planned(copy)).get('Price')).toContain('$2.50  serving: 1,000 prompts with Vertex AI Search by');
    copy.pipeline.grounding = undefined as never;
    copy.pipeline.serving = { outcomes: {}, chain: { steps: { news: searchingStep, again: searchingStep } } } as never;
    const [line, ...others] = rows(await planned(copy))
      .get('Price')!
      .split('\n')
      .filter((each) => each.includes('Search'));
    expect(line).toContain('$14.00  serving: 1,000 queries of Google Search by gemini-3.5-flash-lite');
    expect(others).toEqual([]);
    expect(rows(await planned(configuration)).get('Price')).not.toContain('Search');
  });

  test('says what else an answer may ask, and what that costs', async () => {
    const copy = changed(() => {});
    const question = { model: 'gemini-3.5-flash-lite', prompt: 'p.yaml' };
    copy.pipeline.serving = {
      outcomes: { blocked: [{ fallBack: 'gemini-3.5-flash' }], failed: [{ fallBack: 'gemini-3.5-flash' }] },
      chain: {
        steps: {
          kind: {
            classify: { ...question, labels: ['a', 'b'] },
            timeLimit: 9,
            attempts: 1,
            fallback: { model: 'gemini-3.5-flash' },
          },
          gist: { ask: question, timeLimit: 9, attempts: 1 },
        },
        output: '{{steps.gist}}',
      },
    };
    const price = rows(await planned(copy)).get('Price')!;
    expect(price).toContain(
      '$0.33 in, $2.75 out  serving: a million tokens of gemini-3.5-flash-lite, asked by the step kind, the step gist',
    );
    expect(price).toContain(
      'a million tokens of gemini-3.5-flash, asked by the step kind, an answer that is blocked, an answer that is failed',
    );
    expect(rows(await planned(configuration)).get('Price')).not.toContain('a million tokens of');
  });

  test('says where else it answers, and what that costs', async () => {
    const copy = changed(() => {});
    copy.pipeline.deployment.alsoAt = ['eu'];
    expect(rows(await planned(copy)).get('Where')).toBe(
      'gemini-3.5-flash-lite: tuned in us-central1, served from us and eu: a copy costs nothing by itself, and an answer the same',
    );
  });

  test('says where what no candidate tunes is asked', async () => {
    const { baseModels } = configuration;
    const candidates = candidatesOf(configuration);
    const asked = ['llama', 'flash'].map((base) => ({ id: base, kind: 'prompted' as const, base, examples: 0 }));
    const beside = {
      ...configuration,
      baseModels: { ...baseModels, llama: { service: { title: 'Together' } }, flash: { servingLocations: ['us'] } },
      candidates: [...candidates, ...asked.map((each) => ({ ...candidates[0]!, ...each }))],
    } as Configuration;
    expect(rows(await planned(beside)).get('Where')).toBe(
      'gemini-3.5-flash-lite: tuned in us-central1, served from us\nllama: asked as it is, at Together\nflash: asked as it is, at us',
    );
  });

  test.each<[string, (tuning: Configuration['pipeline']['tuning']) => void]>([
    ['tuning.maximumTokens', (tuning) => void (tuning.maximumTokens = 539_999)],
    ['tuning.budget.run', (tuning) => void (tuning.budget.run = 6.7)],
    ['tuning.budget.month', (tuning) => void (tuning.budget.month = 6.7)],
  ])('names the line that would refuse the run: %s', async (line, change) => {
    const plan = await planned(changed(change));
    expect(plan.refused).toEqual([expect.stringMatching(`^pipelines/email-summary/pipeline\\.yaml, ${line}: `)]);
    expect(rows(plan).get('Refused')).toContain(line);
  });

  test('counts what other runs of the month have committed, and the bills that are known in their place', async () => {
    const month = new Date(stored.cloud.now()).toISOString().slice(0, 7);
    const entry = { run: '20261101-00000000', purpose: 'tuning', at: `${month}-01T00:00:00Z`, committed: 90 };
    const spending = (entries: object) => ({ pipeline: 'email-summary', month, currency: 'USD', entries });
    await stored.put(
      `pipelines/email-summary/spending/${month}.json`,
      spending({ a: entry, b: { ...entry, spent: 5 } }),
    );
    const plan = await planned(configuration);
    expect(plan.budget.used).toBe(95);
    expect(plan.refused).toEqual([expect.stringContaining('tuning.budget.month: $100, of which $95.00 are used')]);
  });

  test('without files goes by the last dataset version, and asks for files where there is none', async () => {
    await expect(planned(configuration, [])).rejects.toMatchObject({
      message: 'The pipeline email-summary has no dataset version yet.',
      details: { next: 'npx landfall plan email-summary FILE…' },
    });
  });
});

describe('the plan of a run that has its dataset version', () => {
  const record = exampleRun((frozen) => Object.assign(frozen, configuration));
  const month = record.createdAt.slice(0, 7);
  const tokens = (total: number) => ({ total, minimum: 1, median: 1, p90: 1, p99: 1, maximum: 1 });
  const card = {
    version: '20261123-1',
    promptDigest: parsePrompt(record.configuration.prompt).digest,
    train: 1000,
    statistics: [
      { split: 'train', examples: 1000, promptTokens: tokens(20_000), targetTokens: tokens(5000) },
      { split: 'evaluation', examples: 120, promptTokens: tokens(2400), targetTokens: tokens(600) },
    ],
  } as unknown as DatasetCard;
  const viewed = (results = new Map<string, StageResult>()) =>
    deriveRun({ record, results, findings: { card } }, Date.parse(record.createdAt));
  const sections = async (view: RunView) => {
    const plan = await planOfRun(stored.cloud, view);
    const texts = runSections(view, { ask: '', plan }).filter((section) => section.kind === 'text');
    return new Map(texts.map(({ label, text }) => [label, plain(text)]));
  };

  test('is made of its own tokens, and the money of its month without its own', async () => {
    const entry = { purpose: 'tuning', at: `${month}-01T00:00:00Z`, committed: 7 };
    const entries = { own: { ...entry, run: record.run }, other: { ...entry, run: '20261101-00000000' } };
    await stored.put(`pipelines/email-summary/spending/${month}.json`, {
      pipeline: 'email-summary',
      month,
      currency: 'USD',
      entries,
    });
    // 25,000 tokens of four bytes in three epochs of two candidates, 0.955 of which the base counts.
    expect(await planOfRun(stored.cloud, viewed())).toMatchObject({
      trainingExamples: 1000,
      billedTokens: 143_250,
      jobs: 2,
      budget: { used: 7 },
      refused: [],
    });
  });

  test('stands on the run before its jobs, and of what the jobs then tell only the tokens, the places and the power', async () => {
    const before = await sections(viewed());
    expect([...before.keys()]).toEqual(
      expect.arrayContaining(['Candidates', 'Tokens', 'Budget', 'Time', 'Where', 'Quota', 'Power', 'Tuning']),
    );
    expect(before.get('Tokens')).toBe('1,000 examples · 143,250 training tokens in 2 jobs');
    const jobs = [{ candidate: 'lora-8', job: 'j', base: 'gemini-3.5-flash-lite' }];
    const tuned = ended('tune', 1, 2, 'tuning.started', { jobs, refused: [{ candidate: 'lora-16', reason: 'no' }] });
    const after = await sections(viewed(new Map([['tune', tuned]])));
    expect(after.get('Tokens')).toBe(before.get('Tokens'));
    expect(after.has('Where')).toBe(true);
    for (const label of ['Candidates', 'Budget', 'Time', 'Quota']) expect(after.has(label)).toBe(false);
  });

  test('is not there before transform has counted the tokens', async () => {
    const view = deriveRun({ record, results: new Map() }, 0);
    expect(await planOfRun(stored.cloud, view)).toBeUndefined();
  });
});
