import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Column } from '../../core/row-schema';
import type { TransformContext } from '../../functions/transform/context';
import { fillVersion, sampleExamples, splitExamples } from '../../functions/transform/version/split';
import type { PipelineSpec } from '../../schemas/generated/types';
import { openWarehouse, variantsColumn, type Warehouse } from './rendered-examples';

interface Example {
  key: string;
  group_key?: string;
  stratum?: string;
  system_prompt?: string;
  user_prompt?: string;
  target?: string;
  history?: string;
  personal_data?: string[];
}

interface Placed {
  key: string;
  split: 'train' | 'evaluation' | 'validation' | null;
  left_out: string | null;
}

const textColumns = ['key', 'group_key', 'stratum', 'system_prompt', 'user_prompt', 'target', 'history'];
const columns: Column[] = [
  ...textColumns.map((name) => ({ name, type: 'STRING' })),
  variantsColumn,
  { name: 'personal_data', type: 'STRING', mode: 'REPEATED' },
  { name: 'origins', type: 'STRING', mode: 'REPEATED' },
  { name: 'slices', type: 'STRING', mode: 'REPEATED' },
  { name: 'references', type: 'STRING', mode: 'REPEATED' },
  { name: 'rejected', type: 'STRING' },
];

const numbered = (count: number, of: (n: number) => Omit<Example, 'key'> = () => ({})): Example[] =>
  Array.from({ length: count }, (_, n) => ({ key: `k${String(n).padStart(5, '0')}`, ...of(n) }));

/** The same every time, and unlike the order of keys. */
const shuffled = <T>(items: T[]): T[] =>
  items
    .map((item, at) => ({ item, rank: (at * 7919) % 10_007 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

const table = (rows: object[], fields = columns) => warehouse.table(rows, fields);
const placedIn = (name: string) => warehouse.rows<Placed>(`SELECT key, split, left_out FROM \`${name}\` ORDER BY key`);

const screenedTable = (examples: Example[]) =>
  table(
    examples.map((example) => ({
      group_key: example.key,
      user_prompt: `prompt ${example.key}`,
      target: 'target',
      variants: [],
      personal_data: [],
      origins: [`gs://b/o#1:${example.key}`],
      slices: [],
      references: [],
      ...example,
    })),
  );

type Training = PipelineSpec['training'];
type Changes = Partial<Training['split']> &
  Partial<Pick<Training, 'deduplicate' | 'sampling'>> & { policy?: 'quarantine' };

const configured = ({ deduplicate, sampling, policy, ...shares }: Changes): TransformContext =>
  warehouse.context(({ pipeline: { training, validation } }) => {
    training.split = { salt: 'v1', evaluationShare: 0.1, validationShare: 0, ...shares };
    Object.assign(training, { ...(deduplicate && { deduplicate }), ...(sampling && { sampling }) });
    validation.personalData.policy = policy ?? 'warn';
  });

async function split(examples: Example[], changes: Changes = {}, neighbours?: object[]): Promise<Placed[]> {
  const near = neighbours && table(neighbours, columns.slice(0, 1).concat({ name: 'near_key', type: 'STRING' }));
  const screened = await screenedTable(examples);
  return placedIn(await splitExamples(screened, Promise.resolve(near), configured(changes)));
}

const keysIn = (placed: Placed[], name: Placed['split']) =>
  placed.filter(({ split: each }) => each === name).map(({ key }) => key);

const count = (placed: Placed[]) => {
  const counts: Record<string, number> = {};
  for (const { split: name, left_out: reason } of placed) counts[name ?? reason!] = (counts[name ?? reason!] ?? 0) + 1;
  return counts;
};

describe('the split by hash', () => {
  const grouped = numbered(2000, (n) => ({ group_key: `g${n % 700}` }));
  const shares = { evaluationShare: 0.2, validationShare: 0.1 };

  test('has no group on two sides, and comes near its shares', async () => {
    const placed = await split(grouped, shares);
    const sidesOf = new Map<string, Set<string>>();
    for (const [at, { split: side }] of placed.entries()) {
      const group = grouped[at]!.group_key!;
      sidesOf.set(group, (sidesOf.get(group) ?? new Set()).add(side!));
    }
    expect([...sidesOf.values()].filter(({ size }) => size > 1)).toEqual([]);
    const { train, evaluation, validation } = count(placed);
    expect(evaluation! / 2000).toBeCloseTo(0.2, 1);
    expect(validation! / 2000).toBeCloseTo(0.1, 1);
    expect(train! + evaluation! + validation!).toBe(2000);
  });

  test('asks neither for the order of rows nor for what else is there', async () => {
    const placed = await split(grouped, shares);
    expect(await split(shuffled(grouped), shares)).toEqual(placed);
    const fewer = grouped.slice(0, 900);
    expect(await split(fewer, shares)).toEqual(placed.slice(0, 900));
  });

  test('is the same ever since: these are held out of a thousand', async () => {
    const placed = await split(numbered(1000), { evaluationShare: 0.01 });
    expect(keysIn(placed, 'evaluation')).toEqual(['k00552', 'k00733', 'k00890', 'k00910', 'k00942', 'k00975']);
  });

  test('is another with another salt, and moves nothing but by its share', async () => {
    const examples = numbered(400);
    const evaluation = keysIn(await split(examples), 'evaluation');
    expect(keysIn(await split(examples, { salt: 'v2' }), 'evaluation')).not.toEqual(evaluation);
    const wider = keysIn(await split(examples, { evaluationShare: 0.3 }), 'evaluation');
    expect(wider).toEqual(expect.arrayContaining(evaluation));
  });
});

describe('the stratified split', () => {
  // a: 300 groups, b: 40, c: 9, d: 2, e: 1
  const strata = ['a', 'b', 'c', 'd', 'e'].flatMap((stratum, at) =>
    Array.from({ length: [300, 40, 9, 2, 1][at]! }, () => stratum),
  );
  const examples = numbered(strata.length, (n) => ({ stratum: strata[n]! }));
  const perStratum = (placed: Placed[]) =>
    Object.fromEntries(
      [...new Set(strata)].map((stratum) => [stratum, count(placed.filter((_, at) => strata[at] === stratum))]),
    );

  test('cuts each stratum at the same shares, and holds out one of two, but not the only one', async () => {
    expect(perStratum(await split(examples, { evaluationShare: 0.1, stratifyBy: 'target' }))).toEqual({
      a: { train: 270, evaluation: 30 },
      b: { train: 36, evaluation: 4 },
      c: { train: 8, evaluation: 1 },
      d: { train: 1, evaluation: 1 },
      e: { train: 1 },
    });
  });

  test('sets aside for the tuner what is left over when one is held out and one trained on', async () => {
    const shares = { evaluationShare: 0.1, validationShare: 0.05, stratifyBy: 'target' };
    expect(perStratum(await split(examples, shares))).toEqual({
      a: { train: 255, evaluation: 30, validation: 15 },
      b: { train: 34, evaluation: 4, validation: 2 },
      c: { train: 7, evaluation: 1, validation: 1 },
      d: { train: 1, evaluation: 1 },
      e: { train: 1 },
    });
  });

  test('keeps groups whole, each in the stratum that most of it is of, or the smallest of those', async () => {
    const groups = numbered(120, (n) => ({
      group_key: `g${n % 20}`,
      // Of six examples each: groups 0 to 9 mostly x, 10 to 19 half x and half y.
      stratum: n % 20 < 10 ? (n < 20 ? 'y' : 'x') : n < 60 ? 'x' : 'y',
    }));
    const placed = await split(groups, { evaluationShare: 0.2, stratifyBy: 'target' });
    const held = new Set(keysIn(placed, 'evaluation').map((key) => groups[Number(key.slice(1))]!.group_key));
    expect(held.size).toBe(4);
    expect(count(placed)).toEqual({ train: 96, evaluation: 24 });
  });

  test('does not ask for the order of rows', async () => {
    const shares = { evaluationShare: 0.25, stratifyBy: 'target' };
    expect(await split(shuffled(examples), shares)).toEqual(await split(examples, shares));
  });
});

describe('what is left out before the split', () => {
  test('is every example but the one with the smallest key, of those that are equal in all their texts', async () => {
    const texts = { system_prompt: 's', user_prompt: 'u', target: 't', history: '[1]' };
    const placed = await split([
      { key: 'b', ...texts },
      { key: 'a', ...texts },
      { key: 'c', ...texts },
      { key: 'd', ...texts, target: 'other' },
      { key: 'e', ...texts, history: undefined },
      { key: 'f', ...texts, system_prompt: undefined },
      { key: 'g', ...texts, system_prompt: 'su', user_prompt: '' },
    ]);
    expect(placed.filter(({ left_out: reason }) => reason)).toEqual([
      { key: 'b', split: null, left_out: 'exactDuplicates' },
      { key: 'c', split: null, left_out: 'exactDuplicates' },
    ]);
  });

  test.each<Changes>([{}, { stratifyBy: 'target' }])(
    'leaves a digest of each prompt and of all that stands before it (%j)',
    async (changes) => {
      const texts = { system_prompt: 's', user_prompt: 'u', history: '[1]' };
      const others = [{ system_prompt: 'su', user_prompt: '' }, { history: '[2]' }, { history: undefined }];
      const examples = [texts, ...others.map((other) => ({ ...texts, ...other })), { ...texts, target: 'other' }];
      const screened = await screenedTable(examples.map((example, index) => ({ key: `k${index}`, ...example })));
      const placed = await splitExamples(screened, Promise.resolve(undefined), configured(changes));
      const same = `SELECT ARRAY_AGG(key ORDER BY key) AS keys FROM \`${placed}\` GROUP BY prompt_id ORDER BY MIN(key)`;
      const found = await warehouse.rows<{ keys: string[] }>(same);
      expect(found.map(({ keys }) => keys)).toEqual([['k0', 'k4'], ['k1'], ['k2'], ['k3']]);
    },
  );

  test('is what holds personal data, under the policy quarantine alone, and no example for its sake', async () => {
    const examples = [
      { key: 'a', personal_data: ['email'], user_prompt: 'same' },
      { key: 'b', personal_data: ['email'], user_prompt: 'same' },
      { key: 'c', user_prompt: 'other' },
    ];
    expect(count(await split(examples, { policy: 'quarantine' }))).toMatchObject({ personalData: 2 });
    expect(count(await split(examples))).toMatchObject({ exactDuplicates: 1 });
  });

  test('is a near duplicate, when that is asked for; one of each kind stays', async () => {
    const examples = numbered(6);
    const near = ['k00001', 'k00002'].map((key) => ({ key, near_key: 'k00000' }));
    expect(count(await split(examples, { deduplicate: 'near' }, near))).toMatchObject({ nearDuplicates: 2 });
    examples[0]!.personal_data = ['card'];
    const placed = await split(examples, { deduplicate: 'near', policy: 'quarantine' }, near);
    expect(placed.slice(0, 3).map(({ left_out: reason }) => reason)).toEqual(['personalData', null, 'nearDuplicates']);
  });
});

describe('the split that a column says', () => {
  test('is the split, whatever a hash would say', async () => {
    const says = ['train', 'evaluation', 'validation'] as const;
    const placed = await split(
      numbered(30, (n) => ({ stratum: says[n % 3]! })),
      { column: 'split' },
    );
    expect(placed.map(({ split: name }) => name)).toEqual(Array.from({ length: 30 }, (_, n) => says[n % 3]));
  });

  test('keeps the copy that is held out, of exact and of near duplicates', async () => {
    const copies = [
      { key: 'a', stratum: 'train', user_prompt: 'same' },
      { key: 'b', stratum: 'validation', user_prompt: 'same' },
      { key: 'c', stratum: 'evaluation', user_prompt: 'same' },
      { key: 'd', stratum: 'train', user_prompt: 'one' },
      { key: 'e', stratum: 'evaluation', user_prompt: 'one!' },
    ];
    const kept = (placed: Placed[]) => placed.filter(({ left_out: reason }) => !reason).map(({ key }) => key);
    expect(kept(await split(copies, { column: 'split' }))).toEqual(['c', 'd', 'e']);
    const near = [{ key: 'e', near_key: 'd' }];
    expect(kept(await split(copies, { column: 'split', deduplicate: 'near' }, near))).toEqual(['c', 'e']);
  });
});

describe('sampling', () => {
  const examples = numbered(300, (n) => ({ target: n % 10 === 0 ? 'rare' : 'frequent' }));

  async function sample(rows: Example[], sampling: Training['sampling'], leaks: string[] = []): Promise<Placed[]> {
    const context = configured({ sampling });
    const screened = await screenedTable(rows);
    const parts = {
      screened,
      split: await splitExamples(screened, Promise.resolve(undefined), context),
      leaks: await table(
        leaks.map((key) => ({ key })),
        columns.slice(0, 1),
      ),
    };
    return placedIn(await sampleExamples(parts, context));
  }

  const targets = (placed: Placed[]) => {
    const kept = new Set(keysIn(placed, 'train'));
    const inTraining = examples.filter(({ key }) => kept.has(key));
    return { rare: inTraining.filter(({ target }) => target === 'rare').length, all: inTraining.length };
  };

  test('caps training examples alone, by target first and then in all', async () => {
    const all = count(await split(examples));
    const placed = await sample(examples, { maximumPerTarget: 20, maximumExamples: 35 });
    expect(targets(placed)).toEqual({ rare: expect.any(Number), all: 35 });
    expect(targets(placed).rare).toBeGreaterThan(10);
    expect(count(placed)).toEqual({ train: 35, evaluation: all['evaluation'], sampling: all['train']! - 35 });
    expect(targets(await sample(examples, { maximumPerTarget: 20 })).all).toBe(40);
    expect(targets(await sample(examples, { maximumExamples: 100 })).all).toBe(100);
  });

  test('chooses the same ones, whatever the order, and the fewer among the more', async () => {
    const hundred = keysIn(await sample(examples, { maximumExamples: 100 }), 'train');
    expect(keysIn(await sample(shuffled(examples), { maximumExamples: 100 }), 'train')).toEqual(hundred);
    expect(hundred).toEqual(expect.arrayContaining(keysIn(await sample(examples, { maximumExamples: 40 }), 'train')));
  });

  test('fills up what leaks leave open', async () => {
    const chosen = keysIn(await sample(examples, { maximumExamples: 50 }), 'train');
    const placed = await sample(examples, { maximumExamples: 50 }, chosen.slice(0, 10));
    expect(keysIn(placed, 'train')).toHaveLength(50);
    expect(keysIn(placed, 'train')).toEqual(expect.arrayContaining(chosen.slice(10)));
  });
});

describe('the table of a version', () => {
  test('keeps every selected example with its reason, and no text of those with personal data', async () => {
    const examples: Example[] = [
      ...numbered(40),
      { key: 'private', personal_data: ['email'] },
      { key: 'twin', user_prompt: 'prompt k00000' },
    ];
    const screened = await screenedTable(examples);
    const context = configured({ policy: 'quarantine' });
    const splitTable = await splitExamples(screened, Promise.resolve(undefined), context);
    const [leaking, other] = keysIn(await placedIn(splitTable), 'train');
    // A leak is told once for each held-out example that it gives away.
    const leaks = await table([{ key: leaking }, { key: leaking }], columns.slice(0, 1));
    const dataset = await fillVersion('0123456789ab', { screened, split: splitTable, leaks }, context);
    const rows = await warehouse.rows<Placed & Record<string, unknown>>(`SELECT * FROM \`${dataset}\` ORDER BY key`);

    expect(rows).toHaveLength(42);
    const row = (key: string) => rows.find((each) => each.key === key)!;
    expect(row(leaking!)).toMatchObject({ split: null, split_number: 3, left_out: 'leakage' });
    expect(row(other!)).toMatchObject({ split: 'train', split_number: 0, left_out: null, target: 'target' });
    expect(row('twin')).toMatchObject({ left_out: 'exactDuplicates', user_prompt: 'prompt k00000' });
    expect(row('private')).toMatchObject({
      left_out: 'personalData',
      user_prompt: null,
      target: null,
      personal_data: ['email'],
      origins: ['gs://b/o#1:private'],
    });
  });
});
