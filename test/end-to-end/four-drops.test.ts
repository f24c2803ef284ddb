/** Drops in a row, as a team would make them: what the gate promotes, what it does not, and what a canary does with it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { followRun } from '../../operations/runs/follow';
import { createLedger } from '../../operations/ledger/ledger';
import type { RunSummary } from '../../operations/runs/summary';
import type { RunName } from '../../core/ledger-layout';
import { pointerFreshness } from '../../core/production';
import { eventually } from '../eventually';
import { runOf } from './state';
import { createTestCloud, type TestCloud } from './test-cloud';

const pipeline = 'intents';

/** What customers write, by what they want. */
const intents = {
  refund: ['money back', 'refund', 'a repayment'],
  delivery: ['parcel late', 'delivery', 'the courier'],
  login: ['password wrong', 'login', 'my account locked'],
  invoice: ['bill missing', 'invoice', 'a tax receipt'],
};
type Intent = keyof typeof intents;
const all = Object.keys(intents) as Intent[];

const openings = ['Hello,', 'Good day,', 'Dear team,', 'Hi there,', 'To whom it may concern,'];
const closings = [
  'please help',
  'thank you',
  'what now',
  'since Monday',
  'for the third time',
  'as I wrote',
  'Ana',
  'Bo',
];

/** Numbered from `first` on, no two alike. */
const messages = (intent: Intent, first: number, count: number) =>
  Array.from({ length: count }, (_, at) => {
    const n = first + at;
    const about = intents[intent][n % 3]!;
    return `${openings[n % 5]} ${about} order ${1000 + 7 * n} ${closings[(n * 3) % 8]}, case ${intent.length * 1000 + n}`;
  });

interface Row {
  text: string;
  intent: string;
  split: 'train' | 'evaluation';
}

/** The same for every drop, and right: what a team measures by. */
const heldOut: Row[] = all.flatMap((intent) =>
  messages(intent, 500, 15).map((text) => ({ text, intent, split: 'evaluation' as const })),
);

const training = (taught: Intent[], first = 0): Row[] =>
  taught.flatMap((intent) => messages(intent, first, 40).map((text) => ({ text, intent, split: 'train' as const })));

/** Each with another's target. */
const shuffled = (rows: Row[]): Row[] =>
  rows.map((row, at) => ({ ...row, intent: rows[(at * 77 + 13) % rows.length]!.intent }));

let local: TestCloud;

beforeAll(async () => {
  local = await createTestCloud();
  const folder = join(local.pipelines, pipeline);
  mkdirSync(folder);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'messages.schema.json',
    JSON.stringify({
      type: 'object',
      required: ['text', 'intent', 'split'],
      properties: { text: { type: 'string' }, intent: { type: 'string' }, split: { type: 'string' } },
    }),
  );
  write('prompt.yaml', "system: Name what the customer wants.\nuser: '{{text}}'\n");
  write(
    'training.sql',
    'SELECT TO_HEX(MD5(text)) AS key, _origin, text, intent AS target, split AS split FROM messages\n',
  );
  write(
    'pipeline.yaml',
    `name: ${pipeline}
description: What a customer wants
sources:
  messages: { schema: messages.schema.json }
validation: { onInvalidRow: quarantine, maxInvalidShare: 0.01 }
training:
  sql: training.sql
  prompt: prompt.yaml
  split: { column: split }
tuning:
  candidates:
    - { id: lora, base: gemini-3.5-flash-lite, adapterSize: 8, epochs: 4, learningRateMultiplier: 1 }
evaluation: { metrics: [exactMatch], maximumExamples: 60 }
generation: { temperature: 0, maxOutputTokens: 8 }
deployment:
  gate: { metric: exactMatch, minimum: 0.2, gain: 0.2, against: [base, production] }
  rollout: { steps: [0.5] }
`,
  );
  await local.cloud.apply();
});
afterAll(() => local?.close());

/** A drop whose run goes on by itself. */
async function land(batch: string, rows: Row[]): Promise<RunName> {
  const file = join(local.directory, 'messages.jsonl');
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { exitCode, stderr } = await local.landfall('drop', pipeline, file, '--batch', batch);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return runOf(local.cloud, batch, pipeline);
}

const summaryOf = async ({ run }: RunName): Promise<RunSummary> =>
  JSON.parse((await local.landfall('run', run, '--json')).stdout) as RunSummary;

/** What the command says once the run is over; until then it is not asked, for it takes longer than to look. */
async function ended(run: RunName): Promise<RunSummary> {
  await followRun(local.cloud, run);
  return summaryOf(run);
}

const production = async () => (await createLedger(local.cloud).readProduction(pipeline))!;

const againstProduction = ({ comparisons }: RunSummary) =>
  comparisons?.find(({ rival }) => rival === 'production')?.verdict;

/** One canary at a time: who asks, as many different users as it takes, and what they think of the canary's answers. */
async function ask(run: RunName, likes: boolean): Promise<void> {
  const reader = await createLedger(local.cloud).openRun(run);
  await eventually(async () => {
    if ((await production()).canary?.run === run.run) return true;
    const { output, error } = (await reader.readResults()).get('deploy') ?? {};
    if (output ?? error) throw new Error(`the run has no canary: ${JSON.stringify(output?.data ?? error)}`);
    return false;
  }, `the canary of run ${run.run}`);
  const text = heldOut[0]!.text;
  for (let user = 0; (await production()).canary !== undefined; user++) {
    const { id, run: by } = await call<{ id: string; run: string }>('generate', { text, user: `user ${user}` });
    if (by === run.run && !likes) await call('rate', { id, good: false });
  }
}

async function call<T>(verb: string, body: object): Promise<T> {
  const response = await fetch(`${local.cloud.url}/v1/pipelines/${pipeline}:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${verb}: HTTP ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

describe('drops in a row', () => {
  test('a good dataset is promoted: a first model has nobody to be a canary beside', async () => {
    const run = await land('1-good', [...training(['refund', 'delivery']), ...heldOut]);
    expect(await ended(run)).toMatchObject({ status: 'deployed', champion: 'lora' });
    expect((await production()).run).toBe(run.run);
  });

  test('a poisoned one, of shuffled targets, is worse, and production does not move', async () => {
    const { run } = await production();
    const poisoned = await ended(await land('2-poisoned', [...shuffled(training(all, 100)), ...heldOut]));
    expect([poisoned.status, againstProduction(poisoned)]).toEqual(['refused', 'worse']);
    expect((await production()).run).toBe(run);
  });

  test('an equal one is no difference, and production does not move', async () => {
    const { run } = await production();
    const equal = await ended(await land('3-equal', [...training(['refund', 'delivery'], 200), ...heldOut]));
    expect([equal.status, againstProduction(equal)]).toEqual(['refused', 'no difference']);
    expect((await production()).run).toBe(run);
  });

  test('a better one goes through the canary', async () => {
    const before = await production();
    const run = await land('4-better', [...training(['refund', 'delivery', 'login'], 300), ...heldOut]);
    await ask(run, true);
    const better = await ended(run);
    expect([better.status, againstProduction(better)]).toEqual(['deployed', 'better']);
    expect(await production()).toMatchObject({ run: run.run, previous: { run: before.run } });
  });

  test('a canary whose users complain is rolled back, however good it was at the gate', async () => {
    const before = await production();
    const run = await land('5-disliked', [...training(all, 400), ...heldOut]);
    await ask(run, false);
    const disliked = await ended(run);
    expect([disliked.status, againstProduction(disliked)]).toEqual(['refused', 'better']);
    expect(disliked.error?.message).toMatch(/canary is worse/);
    expect((await production()).run).toBe(before.run);
  });

  test('a person goes back to the model before', async () => {
    const { run, previous } = await production();
    const reason = ['--reason', 'we liked it better'];
    // A canary has just ended: it may have been meant.
    const unnamed = await local.landfall('rollback', pipeline, ...reason);
    expect(unnamed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`--from ${run}`) });
    const { exitCode, stdout } = await local.landfall('rollback', pipeline, '--from', run, ...reason);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/is production of intents again/);
    expect((await production()).run).toBe(previous!.run);
    // So long may those who ask be answered by what was before.
    await delay(pointerFreshness);
    expect(await call('generate', { text: heldOut[0]!.text })).toMatchObject({ run: previous!.run });
  });
});
