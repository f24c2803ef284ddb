import { afterEach, describe, expect, test } from '@jest/globals';
import { mostKept } from '../../../../core/chain/trace';
import { predictionOf } from '../../../../functions/serve/asking/prediction';
import { createRecordedTexts } from '../../../../functions/serve/asking/recorded-texts';
import { createServeLog } from '../../../../functions/serve/log';
import type { Answer, Hearing, Question } from '../../../../functions/shared/models/provider';
import type { DeployedModel } from '../../../../core/canary/rollout';
import type { Configuration } from '../../../../schemas/generated/types';
import { key } from '../../../core/personal-data/cases';
import { answered, startServe } from '../serve-server';

type Records = NonNullable<Configuration['pipeline']['serving']>['records'];

const secret = key('AIza', 35);
const question = `I am anna@shop.example, my key is ${secret}`;
const answer = 'I wrote to anna@shop.example.';

let serve: Awaited<ReturnType<typeof startServe>>;
afterEach(() => serve.close());

async function ask(
  generate: (question: Question, hearing?: Hearing) => Promise<Answer>,
  records?: Records,
  verb = 'generate',
) {
  serve = await startServe(generate, ({ prompt, pipeline }) => {
    Object.assign(prompt, { system: undefined, user: '{{body}}' });
    if (records) pipeline.serving = { outcomes: {}, records };
  });
  const response = await fetch(`${serve.url}/v1/pipelines/email-summary:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: question }),
  });
  return { told: await response.text(), row: serve.rows()[0]! };
}

const answering = async ({ request }: Question, hearing?: Hearing): Promise<Answer> => {
  expect(request.turns.at(-1)!.text).toBe(question);
  hearing?.onText?.(answer);
  return { ...answered, text: answer };
};

const exampleSpan = {
  step: 'gist',
  kind: 'ask' as const,
  started_ms: 0,
  ms: 5,
  attempts: 1,
  questions: 1,
  input_tokens: 1,
  output_tokens: 1,
  outcome: 'done' as const,
};
const exampleDeployment = {
  run: 'r',
  candidate: 'c',
  base: 'b',
  endpoint: 'e',
  model: 'm',
  promptDigest: 'd',
  metrics: {},
} as DeployedModel;

const email = /\[EMAIL_[0-9a-f]{8}\]/;

describe('a row of landfall.predictions', () => {
  test.each<[string, Records, { email: boolean; key: boolean; redacted: string | null }]>([
    [
      'has tokens for all kinds, unless the pipeline says otherwise',
      undefined,
      { email: true, key: true, redacted: 'email, key' },
    ],
    ['has them where nothing is said of personal data', {}, { email: true, key: true, redacted: 'email, key' }],
    [
      'has them for the kinds that the pipeline names',
      { personalData: { policy: 'redact', kinds: ['key'] } },
      { email: false, key: true, redacted: 'key' },
    ],
    [
      'has what was said where the policy is off',
      { personalData: { policy: 'off', kinds: ['email', 'key'] } },
      { email: false, key: false, redacted: null },
    ],
  ])('%s', async (_, records, is) => {
    const { told, row } = await ask(answering, records);
    expect(JSON.parse(told)).toMatchObject({ text: answer });
    expect(email.test(row.input)).toBe(is.email);
    expect(row.input.includes('anna@')).toBe(!is.email);
    expect(row.input.includes(secret)).toBe(!is.key);
    expect(row.text).toMatch(is.email ? /^I wrote to \[EMAIL_[0-9a-f]{8}\]\.$/ : /^I wrote to anna@shop\.example\.$/);
    expect(row.redacted).toBe(is.redacted);
  });

  test('has the same token in question and answer', async () => {
    const { row } = await ask(answering);
    expect(row.text).toContain(email.exec(row.input)![0]);
  });

  test('has tokens, and the stream that was sent has none', async () => {
    const { told, row } = await ask(answering, undefined, 'streamGenerate');
    expect(told).toContain(answer);
    expect(told).not.toMatch(email);
    expect(row.text).toMatch(email);
  });

  test('says where the model has its words from in the text that the row has', async () => {
    const text = `${answer} Returns are free.`;
    const recitations = [{ start: text.indexOf('Returns'), end: text.length, uri: 'https://shop.example/returns' }];
    const { told, row } = await ask(async () => ({ ...answered, text, recitations }));
    expect(JSON.parse(told)).toMatchObject({ recitations });
    const [{ start, end }] = JSON.parse(row.recitations!) as [{ start: number; end: number }];
    expect(row.text!.slice(start, end)).toBe('Returns are free.');
  });

  test('of a chain has no head of what stands across the end of what is kept of a step', async () => {
    const texts = createRecordedTexts('p');
    const gave = `${'a '.repeat(495)}anna.of.the.shop@shop.example and more`;
    const step = { ...exampleSpan, gave };
    const row = predictionOf(
      exampleDeployment,
      { pipeline: 'p', input: {} },
      { error: new Error('late') },
      { id: 'a', begun: new Date(0), made: new Date(5), steps: [step], texts },
    );
    expect(row.steps).not.toContain('anna');
    expect((JSON.parse(row.steps!) as [{ gave: string }])[0].gave).toHaveLength(mostKept);
  });

  test('of a failure has tokens in what the service said', async () => {
    const { row } = await ask(async () => {
      throw new Error(`cannot read "${question}"`);
    });
    expect(row).toMatchObject({ outcome: 'failed', finish_reason: expect.stringMatching(/EMAIL_.*KEY_/) });
  });
});

describe('a value', () => {
  const texts = createRecordedTexts('p');

  test.each<[string, unknown, RegExp]>([
    [
      'a turn of the history',
      [{ role: 'user', text: 'I am\nanna@x.example' }],
      /^\[{"role":"user","text":"I am\\n\[EMAIL_.{8}\]"}\]$/,
    ],
    [
      'what a step gave, and why it failed',
      [{ step: 'a', ms: 12, gave: '+49 171 2345678', reason: 'no: a@b.example' }],
      /"ms":12,"gave":"\[PHONE_.{8}\]","reason":"no: \[EMAIL_/,
    ],
    ['a number that is a card', { card: 4111111111111111, count: 12 }, /^{"card":"\[CARD_.{8}\]","count":12}$/],
    [
      'numbers that are none',
      { at: 1716900000000, share: 0.25, none: null },
      /^{"at":1716900000000,"share":0.25,"none":null}$/,
    ],
  ])('within JSON, as %s, goes on record with tokens', (_, value, said) => {
    expect(texts.json(value)).toMatch(said);
  });
});

test('a line of the log has tokens, and its fields as they are', async () => {
  const lines: string[] = [];
  createServeLog((line) => lines.push(line)).error(`no: ${question}`, {
    stack: `Error: ${question}`,
    run: '20261123-1a2b3c4d',
  });
  expect(lines.join('')).not.toMatch(/anna@|AIza/);
  expect(JSON.parse(lines[0]!)).toMatchObject({ severity: 'ERROR', stage: 'serve', run: '20261123-1a2b3c4d' });
});
