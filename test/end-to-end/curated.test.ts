/** From a correction to the next version, whose lineage names the answer; and out of it again with whoever asked. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLedger } from '../../operations/ledger/ledger';
import type { DatasetCard, LineageLine } from '../../schemas/generated/types';
import { eventually } from '../eventually';
import { findEverywhere, rowsOf } from './find-everywhere';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

const pipeline = 'email-summary';
let local: TestCloud;
let first: DatasetCard;

beforeAll(async () => {
  local = await createTestCloud();
  const yaml = join(local.pipelines, pipeline, 'pipeline.yaml');
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('\ntraining:\n', '\ntraining:\n  curated: {}\n'));
  await local.cloud.apply();
  const { summary, stderr } = await dropSample(local);
  if (summary.status !== 'deployed') throw new Error(`the sample was not deployed: ${stderr}`);
  first = await lastCard();
});
afterAll(() => local?.close());

const ledger = () => createLedger(local.cloud);

async function lastCard(): Promise<DatasetCard> {
  const cards = await Promise.all((await ledger().listVersions(pipeline)).map((each) => ledger().readCard(each)));
  return cards.toSorted((a, b) => (a!.createdAt < b!.createdAt ? 1 : -1))[0]!;
}

async function linesOf<Line>(uri: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of ledger().readLines(uri)) if (line) lines.push(JSON.parse(line) as Line);
  return lines;
}

async function serve(path: string, body: object): Promise<{ id: string }> {
  const response = await fetch(`${local.cloud.url}/v1/pipelines/${pipeline}:${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string };
}

/** Asks something, and says what the answer should have been. */
async function corrected(user: string, text: string, correction: string): Promise<string> {
  const { id } = await serve('generate', { text, user });
  await serve('feedback', { id, good: false, correction });
  return `landfall://predictions/${id}`;
}

const drop = (batch: string) => local.landfall('drop', pipeline, ...local.files, '--batch', batch, '--wait', '--json');

let ana: string;
let bo: string;

test('what callers have corrected is in the next version, and its lineage says so', async () => {
  expect(first.curated).toMatchObject({ corrected: 0, rated: 0, leftOut: {} });
  ana = await corrected('ana', 'My octarine kettle whistles at night, please take it back', 'Ana returns a kettle.');
  bo = await corrected('bo', 'The vermilion ladder has lost two of its rungs on the way', 'Bo misses two rungs.');
  await eventually(
    async () =>
      (await rowsOf(local, 'landfall.predictions')).length === 2 &&
      (await rowsOf(local, 'landfall.ratings')).length === 2,
    'rows of answers and ratings',
  );

  expect([0, 3]).toContain((await drop('tuesday')).exitCode);
  const card = await lastCard();
  expect(card.version).not.toBe(first.version);
  expect(card.curated).toMatchObject({ corrected: 2, rated: 0, leftOut: {} });
  const lineage = await linesOf<LineageLine>(card.lineageUri);
  const own = lineage.filter(({ key }) => key.startsWith('landfall://'));
  expect(new Map(own.map(({ key, origins }) => [key, origins]))).toEqual(new Map([ana, bo].map((key) => [key, [key]])));
  // What the batch has stands where it stood.
  const placesOf = (lines: LineageLine[]) =>
    lines.flatMap(({ key, split }) => (key.startsWith('landfall://') ? [] : [`${key} ${split}`])).toSorted();
  expect(placesOf(lineage)).toEqual(placesOf(await linesOf<LineageLine>(first.lineageUri)));
});

test('the command shows it, and leads to the answer', async () => {
  const { version } = await lastCard();
  const { stdout } = await local.landfall('dataset', version, '--key', ana);
  expect(stdout).toContain('octarine');
  expect(stdout).toContain('Ana returns a kettle.');
  expect(stdout).toContain(`npx landfall why ${ana.replace('landfall://predictions/', '')}`);
  expect((await local.landfall('dataset', version)).stdout).toContain('2 corrected · 0 rated');
});

test('whoever is forgotten is in no version any more, and in none that comes', async () => {
  const before = await lastCard();
  const { exitCode, stdout } = await local.landfall('forget', '--user', 'ana', '--yes', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    served: { predictions: 1, ratings: 1 },
    pipelines: [{ pipeline, versions: [{ version: before.version, examples: 1 }] }],
  });
  const keysOf = async (card: DatasetCard) => (await linesOf<LineageLine>(card.lineageUri)).map(({ key }) => key);
  expect(await keysOf(before)).toEqual(expect.not.arrayContaining([ana]));
  expect(await keysOf(before)).toEqual(expect.arrayContaining([bo]));

  expect(await findEverywhere(local, ['octarine'])).toEqual([]);

  expect([0, 3]).toContain((await drop('wednesday')).exitCode);
  const after = await lastCard();
  expect(after.curated).toMatchObject({ corrected: 1 });
  expect(await keysOf(after)).toEqual(expect.not.arrayContaining([ana]));
});
