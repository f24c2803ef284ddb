/** Somebody is forgotten: afterwards no object, in no generation, and no table holds what was theirs, but for what the receipt names. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Receipt } from '../../cli/forget/forget';
import { createLedger } from '../../operations/ledger/ledger';
import type { DatasetCard, LineageLine } from '../../schemas/generated/types';
import { eventually } from '../eventually';
import { findEverywhere as findTexts, rowsOf } from './find-everywhere';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

const pipeline = 'email-summary';
let local: TestCloud;
/** Emails by customer. */
const emails = new Map<string, { id: string; body: string; summary: string }[]>();
let card: DatasetCard;
/** Customers whose emails are trained on, and held out. */
let trained: string;
let heldOut: string;
let other: string;

beforeAll(async () => {
  local = await createTestCloud();
  const yaml = join(local.pipelines, pipeline, 'pipeline.yaml');
  const text = readFileSync(yaml, 'utf8').replace(
    'unique: [customer_id] }',
    'unique: [customer_id], subject: customer_id }',
  );
  writeFileSync(yaml, `${text}\nserving: { history: { days: 30 } }\n`);
  const lines = readFileSync(local.files[0], 'utf8').trimEnd().split('\n');
  for (const line of lines) {
    const { customer_id: customer, ...email } = JSON.parse(line) as { customer_id: string } & {
      id: string;
      body: string;
      summary: string;
    };
    emails.set(customer, [...(emails.get(customer) ?? []), email]);
  }
  await local.cloud.apply();
  const { summary, stderr } = await dropSample(local);
  if (summary.status !== 'deployed') throw new Error(`the sample was not deployed: ${stderr}`);
  card = await readCard();
  const lineage = await readLineage();
  const customerOf = new Map([...emails].flatMap(([customer, all]) => all.map(({ id }) => [id, customer] as const)));
  const inSplit = (split: string) =>
    lineage.filter((line) => line.split === split).map(({ key }) => customerOf.get(key)!);
  [trained, other] = [...new Set(inSplit('train'))] as [string, string];
  heldOut = inSplit('evaluation')[0]!;
});
afterAll(() => local?.close());

async function readCard(): Promise<DatasetCard> {
  const ledger = createLedger(local.cloud);
  const [version] = await ledger.listVersions(pipeline);
  return (await ledger.readCard(version!))!;
}

async function readLineage(): Promise<LineageLine[]> {
  const lines: LineageLine[] = [];
  for await (const line of createLedger(local.cloud).readLines(card.lineageUri))
    if (line) lines.push(JSON.parse(line) as LineageLine);
  return lines;
}

async function linesOf(uri: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createLedger(local.cloud).readLines(uri)) if (line) lines.push(line);
  return lines;
}

const serve = async (path: string, body: object) => {
  const response = await fetch(`${local.cloud.url}/v1/pipelines/${pipeline}:${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string };
};

const ask = (user: string, text: string) => serve('generate', { text, user, conversation: 'one' });

const rows = (table: string) => rowsOf(local, table);
const findEverywhere = (texts: string[]) => findTexts(local, texts);

const textsOf = (customer: string) =>
  emails.get(customer)!.flatMap(({ body, summary }) => [body, summary].filter(Boolean));

async function forget(user: string, ...options: string[]): Promise<Receipt & { forgotten: boolean }> {
  const { exitCode, stdout, stderr } = await local.landfall('forget', '--user', user, '--json', ...options);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout) as Receipt & { forgotten: boolean };
}

describe('somebody who has asked, and whose rows were trained on', () => {
  const said = 'My zebra-striped kettle whistles at night';

  beforeAll(async () => {
    const { id } = await ask(trained, said);
    await ask(trained, 'And what of zebra-striped jugs?');
    await serve('feedback', { id, good: false, comment: 'zebra-striped is wrong' });
    await ask(other, 'My own green jug is broken');
    await eventually(
      async () => (await rows('landfall.ratings')).length > 0 && (await rows('landfall.predictions')).length >= 3,
      'rows of answers',
    );
  });

  test('is shown what would go, and nothing goes', async () => {
    const before = await findEverywhere([said, ...textsOf(trained)]);
    const receipt = await forget(trained);
    expect(receipt).toMatchObject({
      forgotten: false,
      served: { predictions: 2, ratings: 1, conversations: 1, keptAnswers: 3 },
      trained: [{ pipeline }, { pipeline }],
    });
    const [found] = receipt.pipelines;
    expect(found).toMatchObject({
      pipeline,
      versions: [{ version: card.version, examples: emails.get(trained)!.length }],
    });
    expect(await findEverywhere([said, ...textsOf(trained)])).toEqual(before);
    expect((await local.landfall('forget', '--user', trained)).stdout).toContain('nothing was removed yet');
  });

  test('is nowhere afterwards but in the landed files, which the receipt names', async () => {
    const lineage = await readLineage();
    const trainedOn = await linesOf(card.trainUri);
    const receipt = await forget(trained, '--yes');
    const left = await findEverywhere(['zebra-striped', ...textsOf(trained)]);
    expect([...new Set(left)]).toEqual([expect.stringMatching(/-landing\/email-summary\/monday\/emails\.jsonl$/)]);
    expect(receipt.remains.map(({ what }) => what).join('\n')).toContain(left[0]!);
    expect(receipt.trained).toMatchObject([{ inProduction: expect.any(Boolean) }, {}]);
    expect(receipt.proposals).toEqual([`npx landfall drop ${pipeline} FILES…`]);

    // What is others' stays, line by line.
    const theirs = new Set(emails.get(trained)!.map(({ id }) => id));
    const kept = lineage.filter(({ split, key }) => split === 'train' && !theirs.has(key));
    expect(await linesOf(card.trainUri)).toEqual(kept.map(({ line }) => trainedOn[line - 1]));
    expect((await readLineage()).filter(({ split }) => split === 'train')).toEqual(
      kept.map((line, at) => ({ ...line, line: at + 1 })),
    );
    expect(await readCard()).toMatchObject({
      train: kept.length,
      forgotten: [{ at: receipt.at, examples: theirs.size }],
    });
    expect((await findEverywhere(['green jug'])).length).toBeGreaterThan(0);
    const text = JSON.stringify(receipt);
    expect(
      [trained, ...textsOf(trained)].filter((each) =>
        new RegExp(`\\b${each.slice(0, 30).replaceAll(/[^\w ]/g, '.')}`).test(text),
      ),
    ).toEqual([]);
  });

  test('twice is no error, and nothing is left to do', async () => {
    const receipt = await forget(trained, '--yes');
    expect(receipt.served).toEqual({ predictions: 0, ratings: 0, conversations: 0, keptAnswers: 0 });
    expect(receipt.pipelines).toMatchObject([{ versions: [], evaluations: 0 }]);
  });

  test('is still served by the model, which has other examples before its questions at most', async () => {
    expect(await ask(other, 'My own green jug is broken')).toMatchObject({ pipeline });
  });
});

describe('somebody whose rows are dropped once more', () => {
  test('is not in the version that they come to, which is the same, and is forgotten with the landed files', async () => {
    const { train } = await readCard();
    const { exitCode } = await local.landfall(
      'drop',
      pipeline,
      ...local.files,
      '--batch',
      'tuesday',
      '--wait',
      '--json',
    );
    expect([0, 3]).toContain(exitCode);
    expect(await createLedger(local.cloud).listVersions(pipeline)).toHaveLength(1);
    expect((await readCard()).train).toBe(train);
    const places = await findEverywhere(textsOf(trained));
    expect(places.filter((place) => place.includes('/datasets/') || place.includes('landfall_training'))).toEqual([]);
    expect(places.some((place) => place.includes('/staged/'))).toBe(true);
    await forget(trained, '--yes', '--sources');
    expect(await findEverywhere(textsOf(trained))).toEqual([]);
  });
});

describe('what serve itself keeps', () => {
  const remove = async (path: string) => {
    const response = await fetch(`${local.cloud.url}/v1/${path}`, { method: 'DELETE' });
    return { status: response.status, body: (await response.json()) as object };
  };
  const kept = async () => {
    const [files] = await local.cloud.storage
      .bucket(local.cloud.status.buckets.serving)
      .getFiles({ prefix: 'conversations/' });
    return files.length;
  };

  test('goes at once when it is told over HTTP: one conversation, or all of somebody', async () => {
    await ask('visitor-1', 'A purple tap drips');
    await ask('visitor-2', 'A purple tap drips');
    const before = await kept();
    const conversation = `pipelines/${pipeline}/conversations/one?user=visitor-1`;
    expect(await remove(conversation)).toMatchObject({ status: 200, body: { deleted: true } });
    expect(await remove('users/visitor-2')).toMatchObject({
      status: 200,
      body: { removed: { conversations: 1, answers: 1 } },
    });
    expect(await kept()).toBe(before - 2);
  });
});

describe('somebody whose rows were held out, after another was forgotten', () => {
  test('is nowhere afterwards, where landed files go too', async () => {
    const receipt = await forget(heldOut, '--yes', '--sources');
    expect(receipt.trained).toEqual([]);
    expect(receipt.pipelines[0]!.evaluations).toBeGreaterThan(0);
    expect(await findEverywhere(textsOf(heldOut))).toEqual([]);
    expect(receipt.sources).toBe('removed');
    expect((await readCard()).forgotten).toHaveLength(2);
    const evaluation = await linesOf(card.evaluationUri);
    expect((await readLineage()).filter(({ split }) => split === 'evaluation').map(({ line }) => line)).toEqual(
      evaluation.map((_, at) => at + 1),
    );
  });
});
