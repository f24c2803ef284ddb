import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redacted, saltOf } from '../../core/personal-data/redact';
import { personalDataKinds as kinds } from '../../core/personal-data/kinds';
import { screen } from '../../functions/transform/version/personal-data';
import type { PipelineSpec } from '../../schemas/generated/types';
import { cases, key } from '../core/personal-data/cases';
import { openWarehouse, type Rendered, type Warehouse } from './rendered-examples';

type Screened = Rendered & { personal_data_masked: string[] };
type Rules = Partial<PipelineSpec['validation']['personalData']>;

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

async function screened(rows: Partial<Rendered>[], rules: Rules = {}): Promise<Screened[]> {
  const context = warehouse.context(({ pipeline }) => void Object.assign(pipeline.validation.personalData, rules));
  const table = await screen(await warehouse.fill(rows), context);
  return warehouse.rows<Screened>(`SELECT * FROM \`${table}\` ORDER BY key`);
}

describe('personal data', () => {
  test('is told by kind, and shown but for most of it', async () => {
    const found = await screened(cases.map(([text]) => ({ user_prompt: text })));
    expect(found.map((row) => [row.user_prompt, row.personal_data, row.personal_data_masked])).toEqual(cases);
  });

  /** Digits that look random and are the same in every run. */
  function* digitsOf(seed: number): Generator<string, never> {
    for (let state = seed; ;) {
      state = (state * 48271) % 2147483647;
      yield String(Math.floor(state / 7) % 10);
    }
  }

  test('is no card among numbers that are none, but for as few as docs/data.md says', async () => {
    const random = digitsOf(11);
    const number = (length: number) =>
      `${(Number(random.next().value) % 9) + 1}${Array.from({ length: length - 1 }, () => random.next().value).join('')}`;
    const numbers = Array.from({ length: 21_000 }, (_, index) => number(13 + (index % 7)));
    const shareOf = async (texts: string[]) => {
      const found = await screened(
        texts.map((text) => ({ user_prompt: text })),
        { kinds: ['card'] },
      );
      return found.filter((row) => row.personal_data.length > 0).length / texts.length;
    };
    const share = await shareOf(numbers.map((each) => `it is ${each} now`));
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.01);
    const ofSixteen = await shareOf(numbers.filter(({ length }) => length === 16).map((each) => `it is ${each} now`));
    expect(ofSixteen).toBeLessThan(0.035);
    expect(await shareOf(numbers.map((each) => `order ${each}, issue #${each}, /items/${each}`))).toBe(0);
  });

  test('is looked for in every text of an example, and only of the kinds that the pipeline names', async () => {
    const rows = [
      { system_prompt: 'You are anna@x.example', user_prompt: 'hello' },
      { user_prompt: '+49 171 2345678', target: 'anna@x.example' },
      {
        history: JSON.stringify([
          { role: 'user', text: 'I am\nanna@x.example "A"' },
          { role: 'model', text: 'Hi' },
        ]),
      },
      { references: ['hello', 'ask anna@x.example'] },
    ];
    const kinds = (rules: Rules) => screened(rows, rules).then((found) => found.map((row) => row.personal_data));
    expect(await kinds({})).toEqual([['email'], ['email', 'phone'], ['email'], ['email']]);
    expect(await kinds({ kinds: ['phone', 'card'] })).toEqual([[], ['phone'], [], []]);
  });

  test('is not looked for when the policy is off', async () => {
    const rows = await warehouse.fill([{ user_prompt: 'anna@x.example' }]);
    const context = warehouse.context(({ pipeline }) => void (pipeline.validation.personalData.policy = 'off'));
    expect(await screen(rows, context)).toBe(rows);
  });
});

/** Whole numbers that look random and are the same in every run. */
const belowOf = (seed: number) => {
  let state = seed;
  return (limit: number): number => (state = (state * 48271) % 2147483647) % limit;
};

describe('redaction', () => {
  const redact = (rows: Partial<Rendered>[], rules: Rules = {}) => screened(rows, { policy: 'redact', ...rules });

  test('puts the same token for the same value, wherever it stands and however it is written', async () => {
    const turns = [
      { role: 'user', text: 'I am\n"Anna@X.example" \\ <b>' },
      { role: 'model', text: 'Hi 👋' },
    ];
    const [first, second] = await redact([
      {
        system_prompt: 'You answer for anna@x.example.',
        user_prompt: 'Call +49 171 234-5678 or 0049 171 2345678, not anna@x.example!',
        target: 'I called +491712345678.',
        history: JSON.stringify(turns),
        references: ['I did.', 'I rang 0049 171 2345678, anna@x.example.', ''],
        rejected: 'Ask Anna@x.example.',
      },
      { user_prompt: 'ANNA@x.example and bob@x.example, card 4111-1111-1111-1111', target: '4111111111111111' },
    ]);
    const email = /\[EMAIL_[0-9a-f]{8}\]/.exec(first!.system_prompt!)![0];
    const phone = /\[PHONE_[0-9a-f]{8}\]/.exec(first!.target)![0];
    expect(first).toMatchObject({
      system_prompt: `You answer for ${email}.`,
      user_prompt: `Call ${phone} or ${phone}, not ${email}!`,
      target: `I called ${phone}.`,
      personal_data: ['email', 'phone'],
    });
    expect(JSON.parse(first!.history!)).toEqual([{ role: 'user', text: `I am\n"${email}" \\ <b>` }, turns[1]]);
    expect(second!.user_prompt).toMatch(
      new RegExp(`^${email.replace(/[[\]]/g, '\\$&')} and \\[EMAIL_[0-9a-f]{8}\\], card \\[CARD_[0-9a-f]{8}\\]$`),
    );
    expect(second!.user_prompt).toContain(second!.target);
    expect(second!.user_prompt.split(email)).toHaveLength(2);
    expect(first!.references).toEqual(['I did.', `I rang ${phone}, ${email}.`, '']);
    expect(first!.rejected).toBe(`Ask ${email}.`);
    expect(second!.references).toEqual([]);
    expect(second!.rejected).toBeNull();
  });

  test('of another pipeline puts other tokens', async () => {
    const texts = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const table = await warehouse.fill([{ user_prompt: 'anna@x.example' }]);
        const context = warehouse.context(({ pipeline }) => {
          pipeline.name = name;
          pipeline.validation.personalData.policy = 'redact';
        });
        const [row] = await warehouse.rows<Rendered>(`SELECT * FROM \`${await screen(table, context)}\``);
        return row!.user_prompt;
      }),
    );
    expect(texts[0]).toMatch(/^\[EMAIL_[0-9a-f]{8}\]$/);
    expect(texts[1]).not.toBe(texts[0]);
  });

  test('leaves alone what is of a kind that the pipeline does not name', async () => {
    const [row] = await redact([{ user_prompt: 'anna@x.example 4111111111111111' }], { kinds: ['card'] });
    expect(row!.user_prompt).toMatch(/^anna@x\.example \[CARD_[0-9a-f]{8}\]$/);
  });

  test('lets through every other byte as it is', async () => {
    const pieces = [
      '\n',
      '\r\n',
      '\t',
      ' ',
      '\\0',
      '\\1',
      '\\',
      '$&',
      '\u0001',
      '\u001f',
      '\u2028',
      '\ufeff',
      '👋🏽',
      'é',
      'e\u0301',
      'ﬁ',
      '字',
      'ß',
      '@',
      '@@',
      '.',
      '-',
      '_',
      '+a',
      '(',
      ')',
      '[EMAIL_',
      ']',
      '-----BEGIN',
      'sk_',
      'eyJ',
      '"',
      "'",
      '`',
      '{{x}}',
      '%s',
      '0x',
      '12',
      '345',
      '6789',
      '2024-05-17',
      '10.0.0.1',
      'DE89',
      'GB82 WEST',
      'ORD-123-4567',
      'word',
      'Über',
      'naïve',
    ];
    const values = [
      'anna@shop.example',
      '+49 171 2345678',
      '4111 1111 1111 1111',
      'DE89 3704 0044 0532 0130 00',
      key('AIza', 35),
    ];
    const below = belowOf(11);
    const noise = () => Array.from({ length: below(12) }, () => pieces[below(pieces.length)]).join('');
    const texts = Array.from({ length: 500 }, () => {
      const value = values[below(values.length)]!;
      // Spaces keep what is around a value from becoming part of it; the words keep it from joining two numbers.
      return { before: `${noise()} at `, value, after: ` and ${noise()}` };
    });
    const rows = await redact(texts.map(({ before, value, after }) => ({ user_prompt: before + value + after })));
    rows.forEach(({ user_prompt: text }, index) => {
      const { before, after } = texts[index]!;
      const [start, end] = text.split(/(?<= at )\[(?:EMAIL|PHONE|CARD|IBAN|KEY)_[0-9a-f]{8}\](?= and )/);
      expect([start, end]).toEqual([before, after]);
    });

    const harmless = Array.from({ length: 300 }, () => ({ user_prompt: noise().replaceAll('@', '') }));
    const untouched = await redact(harmless);
    const isClean = (index: number) => untouched[index]!.personal_data.length === 0;
    const promptsOf = (rows: { user_prompt: string }[]) =>
      rows.filter((_, index) => isClean(index)).map(({ user_prompt: text }) => text);
    expect(promptsOf(harmless).length).toBeGreaterThan(250);
    expect(promptsOf(untouched)).toEqual(promptsOf(harmless));
  });
});

describe('TypeScript', () => {
  /** What records of serve would hold of each, and what training data hold of it. */
  async function bothOf(texts: string[]): Promise<[typescript: string[], sql: string[]]> {
    const rows = await screened(
      texts.map((text) => ({ user_prompt: text })),
      { policy: 'redact' },
    );
    const { name } = warehouse.context().configuration.pipeline;
    return [
      texts.map((text) => redacted(text, { kinds, salt: () => saltOf(name) }).text),
      rows.map((row) => row.user_prompt),
    ];
  }

  test('redacts as SQL does', async () => {
    const [typescript, sql] = await bothOf(cases.map(([text]) => text));
    expect(typescript).toEqual(sql);
  });

  test('redacts as SQL does what is put together of pieces of all kinds', async () => {
    const parts = [
      ...cases.map(([text]) => text).flatMap((text) => text.split(/(?<=[ ,:])/)),
      '-----BEGIN ',
      'PRIVATE KEY',
      '-----',
      '-----END ',
      'eyJ',
      'abcdefgh',
      '.',
      '@',
      '.de',
      'a',
      '_',
      '%',
      '+',
      '(0',
      '\u00a0',
      '\n',
      ' ',
      'ü',
      '字',
      '👋',
      'K',
      '\u017f',
      '1',
      '12',
      '-',
      '/',
      '#',
      '00',
      '0171',
      'DE89',
      'id=',
      '://',
    ];
    const below = belowOf(7);
    const texts = Array.from({ length: 4_000 }, () =>
      Array.from({ length: 1 + below(9) }, () => parts[below(parts.length)]).join(''),
    );
    const [typescript, sql] = await bothOf(texts);
    const other = texts.flatMap((text, at) =>
      typescript[at] === sql[at] ? [] : [{ text, typescript: typescript[at], sql: sql[at] }],
    );
    expect(other).toEqual([]);
  });
});
