import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findNeighbours } from '../../functions/transform/version/neighbours';
import type { Configuration } from '../../schemas/generated/types';
import { openWarehouse, type Rendered, type Warehouse } from './rendered-examples';

interface Neighbour {
  key: string;
  near_key: string;
  similarity: number;
}

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

async function neighboursOf(rows: Partial<Rendered>[], change?: (configuration: Configuration) => void) {
  const table = await findNeighbours(await warehouse.fill(rows), warehouse.context(change));
  return warehouse.rows<Neighbour>(`SELECT * FROM \`${table}\` ORDER BY key`);
}

/** The words and pairs of words of a plain text, written down independently of the statement. */
function shinglesOf(text: string): Set<string> {
  const words = text.toLowerCase().split(' ');
  return new Set([...words, ...words.slice(1).map((word, index) => `${words[index]} ${word}`)]);
}

function jaccard(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  return shared / (a.size + b.size - shared);
}

/** Numbers that look random and are the same in every run. */
function* numbers(seed = 7): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647;
    yield state;
  }
}

describe('near duplicates', () => {
  const random = numbers();
  const below = (limit: number) => random.next().value % limit;
  // A hundred originals of twelve to seventy words, each with three copies in which up to four words are others.
  const originals = Array.from({ length: 100 }, () =>
    Array.from({ length: 12 + below(60) }, () => `word${below(400)}`),
  );
  const texts = originals.flatMap((words) =>
    [0, 1, 2, 4].map((count) => {
      const copy = [...words];
      for (let changed = 0; changed < count; changed++) copy[below(copy.length)] = `other${below(400)}`;
      return copy.join(' ');
    }),
  );

  test.each([0.5, 0.8, 0.9])(
    'are those that a comparison of all with all finds at a similarity of %d',
    async (least) => {
      const rows = texts.map((text, index) => ({ key: `k${String(index).padStart(4, '0')}`, user_prompt: text }));
      const found = await neighboursOf(rows, ({ pipeline }) => {
        pipeline.validation.checks.nearDuplicates.similarity = least;
      });
      const sets = new Map(rows.map(({ key, user_prompt: text }) => [key, shinglesOf(text)]));

      for (const { key, near_key: near, similarity } of found) {
        expect(near < key).toBe(true);
        expect(similarity).toBeCloseTo(jaccard(sets.get(key)!, sets.get(near)!), 10);
        expect(similarity).toBeGreaterThanOrEqual(least);
      }
      const truth = rows.filter(({ key }, at) =>
        rows.slice(0, at).some((other) => jaccard(sets.get(key)!, sets.get(other.key)!) >= least),
      );
      const keys = new Set(found.map(({ key }) => key));
      const recall = truth.filter(({ key }) => keys.has(key)).length / truth.length;
      expect(truth.length).toBeGreaterThan(50);
      expect(recall).toBeGreaterThanOrEqual(0.98);
    },
  );

  const pairs: [difference: string, first: string, second: string, isNear: boolean][] = [
    ['case and punctuation', 'Where is my card, please? Tell me!', 'where is my card please -- tell me', true],
    ['apostrophes', 'It hasn’t arrived and I can’t wait', "it hasn't arrived and i can't wait", true],
    ['the width of characters', 'ＡＢＣ 123 was all the code said', 'abc 123 was all the code said', true],
    ['white space', 'how  do\nwe\tchange our PIN ?', 'how do we change our PIN?', true],
    ['one word of many', `${texts[0]} a b c d e f g h`, `${texts[0]} a b x d e f g h`, true],
    ['the ending of one of few words', 'stolen purse', 'stolen purses', true],
    [
      'one of many Chinese characters',
      '我的银行卡昨天在超市里丢了请你帮我挂失',
      '我的银行卡昨天在超市里丢了请你给我挂失',
      true,
    ],
    ['digits', 'what is 12 + 30', 'what is 12 + 31', false],
    ['symbols', 'should 3 < 4 or not', 'should 3 > 4 or not', false],
    ['the order of words', 'send money from Anna to Bert now', 'send money from Bert to Anna now', false],
    ['everything', 'no rate was ever shown anywhere', 'does a transfer abroad cost extra', false],
    ['punctuation alone', '?!', '...', false],
  ];

  test('do not differ by case, punctuation or a word of many, and do by digits, symbols and order', async () => {
    const found = await neighboursOf(
      pairs.flatMap(([, first, second]) => [{ user_prompt: first }, { user_prompt: second }]),
    );
    const second = (index: number) => `k${String(index * 2 + 1).padStart(6, '0')}`;
    const keys = new Set(found.map(({ key }) => key));
    const told = pairs.map(([difference], index) => [difference, keys.has(second(index))]);
    expect(told).toEqual(pairs.map(([difference, , , isNear]) => [difference, isNear]));
    expect(found).toHaveLength(pairs.filter(([, , , isNear]) => isNear).length);
  });

  test('of few words differ by a number among them', async () => {
    const rows = [12, 13, 14].map((number) => ({ key: `k${number}`, user_prompt: `Question number ${number}` }));
    const typo = [
      { key: 'x1', user_prompt: 'Cancel my subscription' },
      { key: 'x2', user_prompt: 'Cancel my subscriptions' },
    ];
    expect(await neighboursOf([...rows, ...typo])).toMatchObject([{ key: 'x2', near_key: 'x1' }]);
  });

  test('are not exact copies, but the same prompt with another target is near', async () => {
    const found = await neighboursOf([
      { key: 'a', user_prompt: 'where is my card', target: 'arrival' },
      { key: 'b', user_prompt: 'where is my card', target: 'arrival' },
      { key: 'c', user_prompt: 'where is my card', target: 'delivery' },
    ]);
    expect(found).toEqual([{ key: 'c', near_key: 'a', similarity: 1 }]);
  });

  test('are told by what an example says, not by what its template says in all of them', async () => {
    const template = 'You are the assistant of a bank. Name the intent of this message in one or two words: ';
    const [first, second] = ['where is my card', 'how do I change my PIN'];
    const found = await neighboursOf(
      [{ user_prompt: template + first }, { user_prompt: template + second }],
      (configuration) => {
        configuration.prompt = { user: `${template}{{text}}` };
      },
    );
    expect(found).toEqual([]);
  });

  test('are told by earlier turns as well', async () => {
    const turns = (text: string) =>
      JSON.stringify([
        { role: 'user', text },
        { role: 'model', text: 'Are you sure?' },
      ]);
    const found = await neighboursOf([
      { user_prompt: 'yes please', history: turns('I want to close my account with you') },
      { user_prompt: 'yes please', history: turns('send two hundred to my sister in Rome') },
      { user_prompt: 'yes please', history: turns('I want to close my account with you!') },
    ]);
    expect(found.map(({ key, near_key: near }) => [key, near])).toEqual([['k000002', 'k000000']]);
  });

  test('leave no trace of what is put aside for its personal data', async () => {
    const rows = ['a@b.example is where to reach me', 'a@b.example is where to reach me!'].map((text, index) => ({
      user_prompt: text,
      personal_data: index === 0 ? ['email'] : [],
    }));
    expect(await neighboursOf(rows)).toHaveLength(1);
    const quarantined = await neighboursOf(rows, ({ pipeline }) => {
      pipeline.validation.personalData.policy = 'quarantine';
    });
    expect(quarantined).toEqual([]);
  });

  test('are not looked for when nobody asks', async () => {
    const off = ({ pipeline }: Configuration) => {
      pipeline.validation.checks.nearDuplicates.level = 'off';
    };
    expect(await findNeighbours(await warehouse.fill([{}]), warehouse.context(off))).toBeUndefined();
    const near = (configuration: Configuration) => {
      off(configuration);
      configuration.pipeline.training.deduplicate = 'near';
    };
    expect(await findNeighbours(await warehouse.fill([{}]), warehouse.context(near))).toBeDefined();
  });

  test('of ten thousand texts that are all nearly the same are compared with one', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      user_prompt: `the quick brown fox jumps over the lazy dog and then tells all the others in the wood about it, fox ${index}`,
    }));
    const context = warehouse.context();
    const table = await findNeighbours(await warehouse.fill(rows), context);
    const found = await warehouse.rows<Neighbour>(`SELECT * FROM \`${table}\``);
    expect(found).toHaveLength(9999);
    expect(new Set(found.map(({ near_key: near }) => near)).size).toBe(1);
    // All with all would be 50 million pairs.
    const job = `landfall-${context.run.pipeline}-${context.run.run}-neighbours`;
    expect(await warehouse.mostRowsInPlan(job)).toBeLessThan(2_000_000);
  });
});
