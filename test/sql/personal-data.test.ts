import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { screen } from '../../functions/transform/version/personal-data';
import type { PipelineSpec } from '../../schemas/generated/types';
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

// Put together here, so that no scanner of secrets takes this file for one that holds any.
const key = (prefix: string, length: number) => prefix + 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9'.repeat(8).slice(0, length);
const pem = (name: string, body: string) => `-----BEGIN ${name}-----\n${body}\n-----END ${name}-----`;

/** A text, the kinds in it, and what is shown of them. */
const cases: [text: string, kinds: string[], masked: string[]][] = [
  ['write to anna.lee+news@shop.example.com.', ['email'], ['email a***@s***.com']],
  ['<ANNA@EXAMPLE.ORG>, jörg@müller.de', ['email'], ['email A***@E***.ORG', 'email j***@m***.de']],
  ['at home @ 5, or user@localhost, or @anna_lee', [], []],
  ['AKIA.Lee@x.example', ['email'], ['email A***@x***.example']],
  ['me@my-shop.co.uk,you@x.io', ['email'], ['email m***@m***.uk', 'email y***@x***.io']],

  ['4111 1111 1111 1111', ['card'], ['card ****1111']],
  ['4111-1111-1111-1111 exp 12/27, cvv 123', ['card'], ['card ****1111']],
  ['card 5555555555554444.', ['card'], ['card ****4444']],
  ['amex 3782 822463 10005', ['card'], ['card ****0005']],
  ['diners 3056 930902 5904', ['card'], ['card ****5904']],
  ['19 digits: 6304000000000000000', ['card'], ['card ****0000']],
  ['Visa-4111-1111-1111-1111', ['card'], ['card ****1111']],
  ['card no. #4111111111111111, CC: 5555555555554444', ['card'], ['card ****1111', 'card ****4444']],
  ['credit card number is 4012888888881881', ['card'], ['card ****1881']],
  ['?pan=4111111111111111&card_number=5555555555554444', ['card'], ['card ****1111', 'card ****4444']],
  ['UnionPay 6200000000000005, Mir 2200000000000004', ['card'], ['card ****0004', 'card ****0005']],
  ['Mastercard 2223003122003222, JCB 3530111333300000', ['card'], ['card ****0000', 'card ****3222']],
  [
    'card number 6062825624254001, Visa 4222222222222, RuPay card: 5085000000000007',
    ['card'],
    ['card ****0007', 'card ****2222', 'card ****4001'],
  ],
  ['card number 6062825624254002', [], []],
  ['order 4111 1111 1111 1111', ['card'], ['card ****1111']],
  ['#4111111111111111 is open', [], []],
  ['issue 4111111111111111, Issue No. 4012888888881881, issues: 5555555555554444', [], []],
  ['order 4111111111111111, order-id=4012888888881881, Bestellnummer: 5555555555554444', [], []],
  ['ORD-4111111111111111, a-4111111111111111, x_4111111111111111, 4111111111111111-7', [], []],
  ['https://shop.example/items/4111111111111111?variant=4012888888881881&x', [], []],
  ['score 0.4111111111111111 or 4111111111111111.25', [], []],
  ['Visa of 13 digits are gone: 4222222222222', [], []],
  ['no network begins with 2100000000000005 or 6900000000000004', [], []],
  ['tracking number 6200000000000005, ISBN 9783161484100, EAN 4006381333931', [], []],
  ['4111 1111 1111 1112', [], []],
  ['order 5555555555554445', [], []],
  ['at 1716900000000 ms', [], []],
  ['invoice 1111111111111117', [], []],
  ['a hash of 41111111111111111111111', [], []],

  ['DE89 3704 0044 0532 0130 00', ['iban'], ['iban DE***3000']],
  ['IBAN: GB82WEST12345698765432', ['iban'], ['iban GB***5432']],
  ['FR14 2004 1010 0505 0001 3M02 606 AND more', ['iban'], ['iban FR***2606']],
  ['NL91 ABNA 0417 1643 00', ['iban'], ['iban NL***4300']],
  ['BE68 5390 0754 7034 AND so on', ['iban'], ['iban BE***7034']],
  ['no93 8601 1117 947', ['iban'], ['iban NO***7947']],
  ['CH93-0076-2011-6238-5295-7', ['iban'], ['iban CH***2957']],
  ['MT84 MALT 0110 0001 2345 MTLC AST0 01S', ['iban'], ['iban MT***001S']],
  ['ES9121000418450200051332 PL61109010140000071219812874', ['iban'], ['iban ES***1332', 'iban PL***2874']],
  ['SE45 5000 0000 0583 9825 7466, AT61 1904 3002 3457 3201', ['iban'], ['iban AT***3201', 'iban SE***7466']],
  ['IT60 X054 2811 1010 0000 0123 456', ['iban'], ['iban IT***3456']],
  ['DE89 3704 0044 0532 0130 01', [], []],
  ['GB82 WEST 1234 5698 7654 33', [], []],
  ['XX82 WEST 1234 5698 7654 32', [], []],

  ['+49 171 2345678', ['phone'], ['phone ***78']],
  ['call +1 (555) 123-4567 or (555) 123-4567', ['phone'], ['phone ***67']],
  ['+44 (0)20 7946 0958', ['phone'], ['phone ***58']],
  ['555-123-4567, 555.123.4568, 1-555-123-4569', ['phone'], ['phone ***67', 'phone ***68', 'phone ***69']],
  ['020 7946 0958 and 07700 900123', ['phone'], ['phone ***23', 'phone ***58']],
  ['030 / 1234567 or (0171) 2345679', ['phone'], ['phone ***67', 'phone ***79']],
  ['01 23 45 67 89 or 01.23.45.67.88', ['phone'], ['phone ***88', 'phone ***89']],
  ['06-12345678, 02 9876 5432', ['phone'], ['phone ***32', 'phone ***78']],
  ['0049 171 2345678', ['phone'], ['phone ***78']],
  ['tel:+33123456789', ['phone'], ['phone ***89']],
  ['2024-05-17, 17.05.2024, 05/17/2024, 01-02-2024 10:30', [], []],
  ['2024-05-17T10:30:00.123Z and 2024-05-17 10:30', [], []],
  ['order 123-4567890-1234567', [], []],
  ['order ORD-555-123-4567 or INV-0123-456789 or #555-123-4567', [], []],
  ['order 20240517001, batch 123456789012', [], []],
  ['192.168.100.200, 10.0.0.1:8080, v1.22.333.4444', [], []],
  ['id 123e4567-e89b-12d3-a456-426614174000', [], []],
  ['it costs 1,234,567.89 or 1.234.567,89 or 12 345 678', [], []],
  ['1+2345678 is 2345679', [], []],
  ['order 555-123-4567, ticket no. 020 7946 0958, invoice: 0123-456789', [], []],
  ['customer (555) 123-4567, case: (0171) 2345679', ['phone'], ['phone ***67', 'phone ***79']],
  ['A-555-123-4567 and 555-123-4567-89', [], []],
  ['order by phone 555-123-4567, Tel.-555-123-4568', ['phone'], ['phone ***67', 'phone ***68']],
  ['ISBN 0-306-40615-2 and 978-3-16-148410-0', [], []],
  ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8, 507f1f77bcf86cd799439011', [], []],
  ['1716900000, 1716900000.123456, 20240517T103000Z', [], []],
  ['pages 100-200, 1999-2024, 5-10', [], []],

  [`use ${key('AKIA', 0)}IOSFODNN7EXAMPLE here`, ['key'], ['key AKIA***']],
  [key('AIza', 35), ['key'], ['key AIza***']],
  [`${key('ghp_', 36)}, ${key('github_pat_', 60)}`, ['key'], ['key ghp_***', 'key gith***']],
  [`${key('xoxb-', 30)} in Slack`, ['key'], ['key xoxb***']],
  [`${key('sk-proj-', 40)} ${key('sk_live_', 24)}`, ['key'], ['key sk-p***', 'key sk_l***']],
  [`${key('eyJ', 20)}.${key('eyJ', 40)}.${key('', 30)}`, ['key'], ['key eyJa***']],
  [`before ${pem('RSA PRIVATE KEY', 'MIIEow\nIBAAK')} after`, ['key'], ['key a private key']],
  ['cut off: -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG', ['key'], ['key a private key']],
  [pem('PUBLIC KEY', 'MIIBIjANBgkqhkiG'), [], []],
  ['sk-learn-and-other-well-known-libraries', [], []],
  ['sk-2024-05-17-release-notes-of-the-week, xoxo-see-you-2024-05-17', [], []],
  ['skills, asia, AKIA, ghp_short', [], []],

  [
    'Ask anna@shop.example (+49 171 2345678), IBAN DE89370400440532013000',
    ['email', 'iban', 'phone'],
    ['email a***@s***.example', 'iban DE***3000', 'phone ***78'],
  ],
  ['', [], []],
  ['nothing of it', [], []],
];

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
    let state = 11;
    const below = (limit: number) => (state = (state * 48271) % 2147483647) % limit;
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
