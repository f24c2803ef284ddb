/** The files of a dataset version without somebody, however often the removal was killed on its way. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findTheirExamples } from '../../../cli/forget/their-examples';
import type { Person } from '../../../cli/forget/person';
import { finishRemoval, removeExamples } from '../../../cli/forget/version-files';
import { digest } from '../../../core/digest';
import { createLedger } from '../../../operations/ledger/ledger';
import example from '../../../schemas/examples/dataset.json';
import type { DatasetCard, LineageLine } from '../../../schemas/generated/types';
import { killedAt, startForgetCloud } from './forget-cloud';

type ForgetCloud = Awaited<ReturnType<typeof startForgetCloud>>;
let stored: ForgetCloud;
beforeAll(async () => void (stored = await startForgetCloud()));
afterAll(() => stored.stop());

const jsonl = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const originOf = (row: number) => `gs://landing/p/b/emails.jsonl#1:${row}`;
const exampleOf = (row: number, variant = '') =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: `${variant}question number ${row}` }] },
      { role: 'model', parts: [{ text: `answer number ${row}` }] },
    ],
  });

/** Rows 1 to 6 are trained on, 7 and 8 held out; even ones have a pair. */
const split = (row: number): LineageLine['split'] => (row <= 6 ? 'train' : 'evaluation');
const lines: LineageLine[] = [7, 8, 1, 2, 3, 4, 5, 6].map((row) => ({
  split: split(row),
  line: row <= 6 ? row : row - 6,
  ...(row <= 6 && row % 2 === 0 && { pairLine: row / 2 }),
  key: `e${row}`,
  origins: [originOf(row)],
}));

async function putVersion(version: string): Promise<DatasetCard> {
  const folder = `datasets/p/${version}`;
  const uri = (name: string) => `gs://artifacts/${folder}/${name}`;
  const file = (rows: number[], variant?: string) => rows.map((row) => `${exampleOf(row, variant)}\n`).join('');
  const card: DatasetCard = {
    ...(example as unknown as DatasetCard),
    pipeline: 'p',
    version,
    trainUri: uri('train.jsonl'),
    evaluationUri: uri('evaluation.jsonl'),
    lineageUri: uri('lineage.jsonl'),
    subjectsUri: uri('subjects.jsonl'),
    preference: {
      trainUri: uri('preferences/train.jsonl'),
      train: 3,
      validation: 0,
      leftOut: {},
      promptTokens: 1,
      answerTokens: 1,
    } as never,
    variants: [
      {
        promptDigest: 'd',
        trainUri: uri('prompts/d/train.jsonl'),
        evaluationUri: uri('prompts/d/evaluation.jsonl'),
        promptTokens: 1,
      } as never,
    ],
    train: 6,
    evaluation: 2,
    validation: 0,
    samples: [3, 4].map((row) => ({
      key: `e${row}`,
      split: 'train',
      prompt: `question number ${row}`,
      target: `answer number ${row}`,
      origins: [originOf(row)],
    })) as DatasetCard['samples'],
    checks: [],
  };
  const train = [1, 2, 3, 4, 5, 6];
  await stored.put(`${folder}/train.jsonl`, file(train));
  await stored.put(`${folder}/prompts/d/train.jsonl`, file(train, 'please: '));
  await stored.put(`${folder}/evaluation.jsonl`, file([7, 8]));
  await stored.put(`${folder}/prompts/d/evaluation.jsonl`, file([7, 8], 'please: '));
  await stored.put(`${folder}/preferences/train.jsonl`, file([2, 4, 6]));
  await stored.put(`${folder}/lineage.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const subjects = [4, 7, 9].map((row) => ({ key: `e${row}`, subjects: [digest('ana')] }));
  await stored.put(`${folder}/subjects.jsonl`, jsonl([{ key: 'e1', subjects: [digest('bo')] }, ...subjects]));
  await stored.put(`${folder}/dataset.json`, JSON.stringify(card));
  await stored.put(`${folder}/card.md`, 'question number 4');
  return card;
}

const at = '2026-11-29T10:00:00.000Z';

async function forgetRows(version: string, rows: number[], named: Partial<Person> = {}): Promise<void> {
  const person = { name: 'nobody', pseudonym: 'of nobody', ...named };
  const { cloud } = stored;
  const ledger = createLedger(cloud);
  await finishRemoval(cloud, { pipeline: 'p', version });
  const card = (await ledger.readCard({ pipeline: 'p', version }))!;
  const theirs = await findTheirExamples(card, { person, origins: new Set(rows.map(originOf)) }, { cloud, ledger });
  if (theirs.keys.size > 0) await removeExamples(cloud, theirs, at);
}

/** What is left of the files, by rows. */
async function contentOf(version: string) {
  const folder = `datasets/p/${version}/`;
  const rowsOf = async (name: string) =>
    [...(await stored.text(folder + name)).matchAll(/question number (\d+)/g)].map(([, row]) => Number(row));
  const lineage = (await stored.text(`${folder}lineage.jsonl`))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LineageLine);
  const card = JSON.parse(await stored.text(`${folder}dataset.json`)) as DatasetCard;
  return {
    train: await rowsOf('train.jsonl'),
    variant: await rowsOf('prompts/d/train.jsonl'),
    evaluation: await rowsOf('evaluation.jsonl'),
    pairs: await rowsOf('preferences/train.jsonl'),
    lineage: lineage.map(
      ({ split: of, line, pairLine, key }) => `${key} ${of}:${line}${pairLine ? `/${pairLine}` : ''}`,
    ),
    card: [card.train, card.evaluation, card.preference?.train, card.samples.map(({ key }) => key), card.forgotten],
  };
}

const without4and7 = {
  train: [1, 2, 3, 5, 6],
  variant: [1, 2, 3, 5, 6],
  evaluation: [8],
  pairs: [2, 6],
  lineage: ['e8 evaluation:1', 'e1 train:1', 'e2 train:2/1', 'e3 train:3', 'e5 train:4', 'e6 train:5/2'],
  card: [5, 1, 2, ['e3'], [{ at, examples: 2 }]],
};

describe('a dataset version without somebody’s examples', () => {
  test('has the others in their order, numbered anew, and says on its card that some went', async () => {
    await putVersion('v');
    await forgetRows('v', [4, 7]);
    expect(await contentOf('v')).toEqual(without4and7);
    expect(await stored.text('datasets/p/v/card.md')).toContain('**Forgotten**');
    const everything = JSON.stringify(await stored.everything('datasets/p/v/'));
    expect(everything).not.toMatch(/number [47]\b|forgetting\.json/);
  });

  test.each<[string, Partial<Person>]>([
    ['name', { name: 'ana' }],
    ['pseudonym, as answers to them have it', { pseudonym: 'ana' }],
  ])('is the same where no landed row is left: it says itself whom it is about, by their %s', async (by, person) => {
    const version = `by ${by}`;
    await putVersion(version);
    await forgetRows(version, [], person);
    expect(await contentOf(version)).toEqual({
      ...without4and7,
      // One of theirs was left out when the version was made.
      card: [5, 1, 2, ['e3'], [{ at, examples: 3 }]],
    });
    expect(await stored.text(`datasets/p/${version}/subjects.jsonl`)).toBe(
      jsonl([{ key: 'e1', subjects: [digest('bo')] }]),
    );
  });

  test('is as it was where none is theirs', async () => {
    await putVersion('other');
    const before = await stored.everything('datasets/p/other/');
    await forgetRows('other', [99]);
    expect(await stored.everything('datasets/p/other/')).toEqual(before);
  });

  test('ends the same wherever the command is killed, also where somebody else is forgotten next', async () => {
    let kills = 0;
    for (let times = 0; ; times += 2) {
      const version = `killed-${times}`;
      await putVersion(version);
      if (!(await killedAt(times, () => forgetRows(version, [4, 7])))) break;
      kills += 1;
      // Another person is next: what was begun is finished first.
      await forgetRows(version, [1]);
      await forgetRows(version, [4, 7]);
      const { train, evaluation, pairs, lineage, card } = await contentOf(version);
      expect({ times, train, evaluation, pairs, lineage }).toEqual({
        times,
        train: [2, 3, 5, 6],
        evaluation: [8],
        pairs: [2, 6],
        lineage: ['e8 evaluation:1', 'e2 train:1/1', 'e3 train:2', 'e5 train:3', 'e6 train:4/2'],
      });
      expect(card.slice(0, 3)).toEqual([4, 1, 2]);
      expect(JSON.stringify(await stored.everything(`datasets/p/${version}/`))).not.toMatch(
        /number [147]\b|forgetting\.json/,
      );
    }
    expect(kills).toBeGreaterThan(7);
  });
});
