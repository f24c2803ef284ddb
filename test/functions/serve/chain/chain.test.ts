import { describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../../core/errors';
import { citationsOf } from '../../../../core/grounding/citations';
import { CallerGone } from '../../../../functions/shared/http/event-stream';
import type { Grounding, GroundingQuestion } from '../../../../functions/shared/grounding/grounding';
import type { Question } from '../../../../functions/shared/models/provider';
import { isPredictionMade } from '../../../../schemas/generated/event-validators';
import { settled } from '../../fakes';
import { createChainWorld, held, said, usage, type Says, type Steps } from './chain-world';

const echo: Says = ({ model, text }) => said(`${model}<${text}>`);
const answer = { answer: {} };
const model = 'base';
const ask = (text: string, of = model) => ({ ask: { model: of, prompt: 'about.yaml', with: { text } } });
const route = {
  classify: { model, prompt: 'route.yaml', with: { body: '{{input.email}}' }, labels: ['refund', 'other'] },
};

describe('a chain', () => {
  test('asks the model in production with its own prompt, and what steps give where it names them', async () => {
    const steps = { short: ask('{{input.email}}'), reply: { answer: { with: { email: 'Re: {{steps.short}}' } } } };
    const { ask: put, asked, row } = await createChainWorld({ steps, output: '{{steps.reply}}!', says: echo });
    expect(await put()).toMatchObject({
      text: 'production<answer Re: base<about It leaks.>>!',
      outcome: 'answered',
      usage: { inputTokens: 20, outputTokens: 10 },
      steps: [
        { step: 'short', kind: 'ask', model: 'base', outcome: 'done', attempts: 1, questions: 1, input_tokens: 10 },
        { step: 'reply', kind: 'answer', outcome: 'done' },
      ],
    });
    expect(asked.map((each) => each.model)).toEqual(['base', 'production']);
    expect(isPredictionMade(row())).toBe(true);
    expect(row()).toMatchObject({ outcome: 'answered', input: '{"email":"It leaks."}', input_tokens: 20 });
    expect(row().spans.map(({ gave }) => gave)).toEqual(['base<about It leaks.>', row().text!.slice(0, -1)]);
  });

  test("asks a base with its prompt's examples and settings; what the step itself says of them is more", async () => {
    const generation = { maxOutputTokens: 9 };
    const steps = { first: { ask: { model, prompt: 'shown.yaml', with: { text: 'it' }, generation } } };
    const questions: Question[] = [];
    const says: Says = ({ question }) => {
      questions.push(question);
      return said('z');
    };
    const { ask: put } = await createChainWorld({ steps, output: '{{steps.first}}', says });
    await put();
    expect(questions[0]!.request.turns.map(({ text }) => text)).toEqual(['shown x', 'y', 'shown it']);
    expect(questions[0]!.generation).toMatchObject({ temperature: 0.5, maxOutputTokens: 9, topP: 1 });
  });

  test('tells its caller which steps there were, and keeps what was said in them on record alone', async () => {
    const steps = { secret: ask('{{input.email}}'), reply: { answer: { with: { email: '{{steps.secret}}' } } } };
    const says: Says = ({ model: of }) => said(of === 'production' ? 'A reply.' : 'between us');
    const { ask: put, row } = await createChainWorld({ steps, output: '{{steps.reply}}', says });
    expect(JSON.stringify(await put())).not.toContain('between us');
    expect(row().spans[0]).toMatchObject({ step: 'secret', gave: 'between us' });
  });

  test('runs side by side what does not wait for each other, and a step once whoever names it', async () => {
    const [a, b] = [held(), held()];
    const steps = {
      a: ask('a'),
      b: ask('b'),
      reply: { answer: { with: { email: '{{steps.a}} {{steps.b}} {{steps.a}}' } } },
    };
    const says: Says = (asked, hearing) =>
      asked.text === 'about a'
        ? a.says(asked, hearing)
        : asked.text === 'about b'
          ? b.says(asked, hearing)
          : echo(asked, hearing);
    const { ask: put, asked } = await createChainWorld({ steps, output: '{{steps.reply}}', says });
    const answering = put();
    await settled();
    expect(asked.map(({ text }) => text)).toEqual(['about a', 'about b']);
    b.release(said('B'));
    a.release(said('A'));
    expect((await answering).text).toBe('production<answer A B A>');
    expect(asked).toHaveLength(3);
  });

  test('knows what a step costs where every model that it asked has a price', async () => {
    const steps = { a: ask('x', 'price'), b: ask('x', 'free'), reply: answer };
    const { ask: put } = await createChainWorld({ steps, output: '{{steps.reply}}{{steps.a}}{{steps.b}}', says: echo });
    const spans = (await put()).steps!;
    expect(spans.find(({ step }) => step === 'a')!.price).toBeCloseTo((10 * 1 + 5 * 2) / 1e6);
    expect(spans.find(({ step }) => step === 'b')).toMatchObject({ price: undefined });
  });

  test('knows what a step costs with what its model has searched for', async () => {
    const steps = { a: ask('x', 'price'), reply: answer };
    const says: Says = ({ model: of }) => ({
      ...said(of),
      usage: { ...usage, ...(of === 'price' && { searches: { googleSearch: 3 } }) },
    });
    const { ask: put } = await createChainWorld({ steps, output: '{{steps.reply}}{{steps.a}}', says });
    const spans = (await put()).steps!;
    expect(spans.find(({ step }) => step === 'a')).toMatchObject({ queries: 3 });
    expect(spans.find(({ step }) => step === 'a')!.price).toBeCloseTo((10 * 1 + 5 * 2) / 1e6 + 3 * 0.014);
    expect(spans.find(({ step }) => step === 'reply')).toMatchObject({ queries: undefined });
  });

  test('takes the fields that it names as its input, in place of those of the prompt', async () => {
    const steps = { reply: { answer: { with: { email: '{{input.body}} by {{input.who}}' } } } };
    const { ask: put } = await createChainWorld({
      steps,
      output: '{{steps.reply}}',
      input: ['body', 'who'],
      says: echo,
    });
    expect((await put({ body: 'B', who: 'Ana' })).text).toBe('production<answer B by Ana>');
  });
});

describe('routes', () => {
  const steps: Steps = {
    route,
    refund: { ...ask('refund'), when: { route: 'refund' } },
    after: ask('after {{steps.refund}}'),
    reply: answer,
  };
  const output = '{{steps.after | steps.refund | steps.reply}}';
  const labelled =
    (label: string): Says =>
    (asked) =>
      said(asked.question.choices ? label : `${asked.model}<${asked.text}>`);

  test('lead to what is on them, and leave out the rest with all that names it', async () => {
    const { ask: put, asked, row } = await createChainWorld({ steps, output, says: labelled('other') });
    expect((await put()).text).toBe('production<answer It leaks.>');
    expect(asked).toHaveLength(2);
    expect(row().spans).toMatchObject([
      { step: 'route', gave: 'other' },
      { step: 'reply', outcome: 'done' },
      { step: 'refund', outcome: 'off' },
      { step: 'after', outcome: 'off' },
    ]);
  });

  test('take the first of several that is there', async () => {
    const { ask: put } = await createChainWorld({ steps, output, says: labelled('refund') });
    expect((await put()).text).toBe('base<about after base<about refund>>');
  });

  test.each([
    ['refund', 'production<answer base<refund>>'],
    ['other', 'production<answer It leaks.>'],
  ])('by %s stand in for each other, and the caller for all', async (label, text) => {
    const either = {
      route,
      refund: { ...ask('refund'), when: { route: 'refund' } },
      reply: { answer: { with: { email: '{{steps.refund | input.email}}' } } },
    };
    const { ask: put } = await createChainWorld({ steps: either, output: '{{steps.reply}}', says: labelled(label) });
    expect((await put()).text).toBe(text.replace('base<refund>', 'base<about refund>'));
  });

  test('come of nothing but a label', async () => {
    const { ask: put, row } = await createChainWorld({ steps, output, says: labelled('no idea') });
    await expect(put()).rejects.toMatchObject({ status: 502, detail: 'the step route was given none of its labels' });
    expect(row().spans[0]).toMatchObject({ outcome: 'failed', reason: '"no idea" is none of the labels' });
  });
});

describe('a map', () => {
  const map = (more: object = {}) => ({
    map: {
      over: '{{input.email}}',
      chunks: { tokens: 8, overlap: 0 },
      most: 50,
      atOnce: 2,
      ask: { model, prompt: 'part.yaml' },
      ...more,
    },
  });
  const reduce = { model, prompt: 'parts.yaml' };
  const whole = (step: object): Steps => ({ all: step, reply: { answer: { with: { email: '{{steps.all}}' } } } });
  const email = 'The kettle leaks much. I want a new one now. Please write to me.';

  test('asks about each part and combines what was said', async () => {
    const says: Says = ({ text }) =>
      said(text.startsWith('part ') ? text.slice(5, 8) : `all of ${JSON.stringify(text)}`);
    const {
      ask: put,
      asked,
      row,
    } = await createChainWorld({ steps: whole(map({ reduce })), output: '{{steps.all}} {{steps.reply}}', says });
    expect((await put({ email })).text).toMatch(/^all of "parts The\\n\\nI w\\n\\nPle"/);
    expect(asked.map(({ text }) => text).slice(0, 3)).toEqual([
      'part The kettle leaks much. ',
      'part I want a new one now. ',
      'part Please write to me.',
    ]);
    expect(row().spans[0]).toMatchObject({ step: 'all', questions: 4, input_tokens: 40 });
  });

  test('combines in rounds what is longer than a part', async () => {
    const says: Says = ({ text }) => said(text.startsWith('part ') ? 'twelve chars' : `<${text.split('\n\n').length}>`);
    const { ask: put, asked } = await createChainWorld({
      steps: whole(map({ reduce })),
      output: '{{steps.all}} {{steps.reply}}',
      says,
    });
    await put({ email: email.repeat(2) });
    const combining = asked
      .filter(({ text }) => text.startsWith('parts '))
      .map(({ text }) => text.split('\n\n').length);
    expect(combining.length).toBeGreaterThan(1);
    expect(Math.max(...combining.slice(0, -1))).toBe(2);
  });

  test('of a single part needs no combining', async () => {
    const { ask: put, asked } = await createChainWorld({
      steps: whole(map({ reduce })),
      output: '{{steps.all}} {{steps.reply}}',
      says: echo,
    });
    await put({ email: 'It leaks.' });
    expect(asked.map(({ text }) => text.split(' ')[0])).toEqual(['part', 'answer']);
  });

  test('has so many questions under way at once, and stops them all when one fails', async () => {
    const first = held();
    const says: Says = (asked, hearing) => {
      if (asked.text.includes('kettle')) return first.says(asked, hearing);
      throw new PermanentError('the model is gone');
    };
    const { ask: put, asked } = await createChainWorld({
      steps: whole(map({ reduce })),
      output: '{{steps.all}} {{steps.reply}}',
      says,
    });
    await expect(put({ email })).rejects.toMatchObject({
      status: 502,
      detail: 'the step all cannot be done: what it asks does not take it',
    });
    expect(asked).toHaveLength(2);
    expect(first.stopped()).toMatchObject({ message: 'the model is gone' });
  });

  test('asks nobody about more parts than it may', async () => {
    const { ask: put, asked } = await createChainWorld({
      steps: whole(map({ reduce, most: 2 })),
      output: '{{steps.all}} {{steps.reply}}',
      says: echo,
    });
    await expect(put({ email })).rejects.toMatchObject({
      status: 400,
      detail: 'the step all would ask about 3 parts, and asks about 2 at most',
    });
    expect(asked).toHaveLength(0);
  });

  test('goes over a list, and gives one', async () => {
    const steps: Steps = {
      lines: { run: { file: 'lines.js', with: { text: '{{input.email}}' }, gives: 'list' } },
      each: { map: { over: '{{steps.lines}}', most: 9, atOnce: 9, ask: { model, prompt: 'part.yaml' } } },
      joined: { run: { file: 'join.js', with: { list: '{{steps.each}}' }, gives: 'text' } },
      reply: answer,
    };
    const code = {
      'lines.js': 'const run = ({ text }) => text.split(" ");',
      'join.js': 'const run = ({ list }) => list.join("+");',
    };
    const { ask: put } = await createChainWorld({
      steps,
      output: '{{steps.joined}} {{steps.reply}}',
      says: echo,
      code,
    });
    expect((await put()).text).toMatch(/^base<part It>\+base<part leaks\.> /);
  });
});

describe('JSON', () => {
  const schema = {
    type: 'object',
    required: ['order'],
    properties: { order: { type: 'integer' }, who: { type: 'object' } },
    additionalProperties: false,
  };
  const steps = (more: object = {}): Steps => ({
    raw: ask('json'),
    order: { repair: { text: '{{steps.raw}}', schema: 'order.json', repairs: 2, ...more } },
    reply: { answer: { with: { email: 'order {{steps.order.order}} of {{steps.order.who.name}}: {{steps.order}}' } } },
  });
  const world = (texts: string[], more?: object) => {
    const left = [...texts];
    const says: Says = ({ model: of, text }) => said(of === 'production' ? text : left.shift()!);
    return createChainWorld({ steps: steps(more), output: '{{steps.reply}}', says, schemas: { 'order.json': schema } });
  };

  test.each([
    ['as it is', '{"order": 7, "who": {"name": "Ana"}}'],
    ['between fences', '```json\n{"order": 7, "who": {"name": "Ana"}}\n```'],
  ])('%s is read, and its fields can be named', async (_, text) => {
    const { ask: put, asked } = await world([text]);
    expect((await put()).text).toBe('answer order 7 of Ana: {"order":7,"who":{"name":"Ana"}}');
    expect(asked).toHaveLength(2);
  });

  test('that does not fit is mended by a model that is told what is wrong', async () => {
    const { ask: put, asked, row } = await world(['{"order": "7", "x": 1}', 'order 7', '{"order": 7}'], { model });
    expect((await put()).text).toBe('answer order 7 of : {"order":7}');
    expect(asked[1]!.text).toContain('order must be integer');
    expect(asked[1]!.text).toContain('the whole must NOT have additional properties: x');
    expect(asked[2]!.text).toContain('it is no JSON');
    expect(row().spans[1]).toMatchObject({ step: 'order', model, questions: 2, outcome: 'done' });
  });

  test.each([
    ['without a model', undefined, ['[]'], 0, 'the whole must be object'],
    ['after as many repairs as there may be', { model }, ['[]', '{}', '{}'], 2, expect.stringContaining('order')],
  ])('that nobody mends fails %s', async (_, more, texts, questions, reason) => {
    const { ask: put, row } = await world(texts, more);
    await expect(put()).rejects.toMatchObject({ status: 502, detail: 'the step order came to no JSON of its schema' });
    expect(row().spans[1]).toMatchObject({ questions, outcome: 'failed', reason });
  });
});

describe('passages', () => {
  const steps: Steps = {
    pages: { retrieve: { corpus: 'policies', question: 'About {{input.email}}', passages: 2, injection: 'mark' } },
    reply: { answer: { with: { email: '{{input.email}}\n{{steps.pages}}' } } },
  };

  const citation = { object: 'gs://a/refunds.md', generation: '1', start: 0, end: 41 };
  const passages = [
    { text: 'Money comes back within thirty days.', heading: 'Refunds', score: 1, citation },
    { text: 'No fees.', heading: '', score: 0.5, citation },
  ].map((each) => ({ ...each, citation: { ...each.citation, quote: each.text } }));
  const grounding: Grounding = {
    corpus: 'policies',
    version: 'v1',
    isInSources: true,
    passages,
    suspects: [],
    citationsOf: (answer) => citationsOf(answer, passages, ['en']),
  };

  test('are looked for, told with their numbers, and cited by what the answer says', async () => {
    const looked: GroundingQuestion[] = [];
    const {
      ask: put,
      asked,
      row,
    } = await createChainWorld({
      steps,
      output: '{{steps.reply}}',
      says: () => said('Money comes back within thirty days. The moon is far away.'),
      find: async (question) => (looked.push(question), grounding),
    });
    const told = await put();
    expect(asked.map(({ text }) => text)).toEqual([
      'answer It leaks.\n[1] Refunds\nMoney comes back within thirty days.\n\n[2] No fees.',
    ]);
    expect(looked).toMatchObject([{ corpus: 'policies', question: 'About It leaks.', passages: 2, injection: 'mark' }]);
    expect(told.grounding).toMatchObject({
      corpora: [{ corpus: 'policies', version: 'v1' }],
      sentences: [
        {
          support: 'supported',
          citations: [{ object: 'gs://a/refunds.md', quote: 'Money comes back within thirty days.' }],
        },
        { support: 'unsupported', citations: [] },
      ],
    });
    const kept = JSON.parse(row().citations!) as typeof told.grounding;
    expect(kept).toMatchObject({ sentences: [{ citations: [{ object: 'gs://a/refunds.md', start: 0 }] }, {}] });
    expect(row().citations).not.toContain('quote');
  });

  test('that cannot be looked for fail the step, with the right status', async () => {
    const find = () => Promise.reject(new RetryableError('the corpus policies holds nothing yet: drop files for it'));
    const { ask: put } = await createChainWorld({ steps, output: '{{steps.reply}}', says: echo, find });
    await expect(put()).rejects.toMatchObject({ status: 503 });
  });
});

describe('a function of the pipeline', () => {
  const world = (code: string, gives: 'text' | 'json' = 'text', timeLimit = 20) =>
    createChainWorld({
      steps: {
        own: { run: { file: 'own.js', with: { text: '{{input.email}}' }, gives }, timeLimit },
        reply: { answer: { with: { email: '{{steps.own}}' } } },
      },
      output: '{{steps.reply}}',
      says: ({ text }) => said(text),
      code: { 'own.js': code },
    });

  test('is given what it names, and its value goes on', async () => {
    const { ask: put } = await world('const run = ({ text }) => text.toUpperCase();');
    expect((await put()).text).toBe('answer IT LEAKS.');
  });

  test('keeps nothing for the next caller', async () => {
    const { ask: put } = await world('globalThis.n = 0; function run() { n += 1; return `${n}`; }');
    expect([(await put()).text, (await put()).text]).toEqual(['answer 1', 'answer 1']);
  });

  test('that was ended in the middle spoils no other that is asked at the same time', async () => {
    const stuck =
      'function run({ text }) { return text === "stuck" ? [].indexOf.call({ length: 2 ** 53 - 1 }, 1) : text; }';
    const { ask: put } = await world(stuck);
    const [first, second] = await Promise.allSettled([put({ email: 'stuck' }), put({ email: 'well' })]);
    expect(first).toMatchObject({ reason: { status: 500 } });
    expect(second).toMatchObject({ value: { text: 'answer well' } });
  });

  test.each([
    ['throws', 'function run({ text }) { throw new Error(`no: ${text}`); }', 'it fails: no: It leaks.'],
    ['never ends', 'function run() { for (;;); }', 'it takes too long'],
    ['returns nothing', 'function run() {}', 'it returns nothing, and the step gives text'],
    ['returns a number', 'function run() { return 1; }', 'it returns a number, and the step gives text'],
    [
      'returns a promise',
      'async function run() { return ""; }',
      'it fails: it returns a promise, which nobody waits for',
    ],
    ['looks for the network', 'function run() { return fetch("http://a"); }', "it fails: 'fetch' is not defined"],
  ])('that %s fails its step, and only the record says why', async (_, code, reason) => {
    const { ask: put, asked, row, world: outside } = await world(code);
    const error = await put().catch((problem: Error) => problem);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      title: 'Internal Server Error',
      status: 500,
      detail: 'the step own has failed in code of its own',
      fix: 'look for its reason in its row: npx landfall why ID',
      id: 'id-1',
    });
    expect(asked).toEqual([]);
    expect(row()).toMatchObject({ outcome: 'failed', text: null });
    expect(row().spans[0]).toMatchObject({ step: 'own', outcome: 'failed', reason });
    expect(outside.lines).toMatchObject([
      { severity: 'WARNING', message: 'the step own of the chain has failed in code of its own' },
    ]);
    // The sandbox is sound again.
    const { ask: again } = await world('const run = () => "well";');
    expect((await again()).text).toBe('answer well');
  });
});

describe('a step that fails', () => {
  const one = (more: object = {}): Steps => ({
    first: { ...ask('first'), ...more },
    reply: { answer: { with: { email: '{{steps.first}}' } } },
  });
  const output = '{{steps.reply}}';
  const failing =
    (...errors: (Error | ReturnType<typeof said>)[]): Says =>
    (asked, hearing) => {
      const next = asked.model === 'base' ? errors.shift() : undefined;
      if (next instanceof Error) throw next;
      return next ?? echo(asked, hearing);
    };
  const none = { outcome: 'blocked' as const, text: '', finishReason: 'SAFETY', usage };
  const tooLong = {
    ...none,
    outcome: 'rejected' as const,
    rejection: { message: 'x', tooLong: { tokens: 9, limit: 5 } },
  };

  test.each([
    [
      'busy',
      new RetryableError('secret'),
      503,
      'failed',
      'the step first cannot be done now: what it asks is busy or away',
    ],
    [
      'refused',
      new PermanentError('secret'),
      502,
      'failed',
      'the step first cannot be done: what it asks does not take it',
    ],
    ['unforeseen', new TypeError('secret'), 500, 'failed', 'the step first has failed'],
    ['blocked', none, 422, 'blocked', 'the step first was not answered: its answer was blocked: SAFETY'],
    ['empty', { ...none, outcome: 'empty' as const }, 502, 'empty', 'the step first was given an empty answer'],
    ['too long', tooLong, 400, 'rejected', 'the step first asks more than its model reads'],
  ])(
    'because it is %s is told by its name and the right status, and quotes nothing',
    async (_, came, status, outcome, detail) => {
      const { ask: put, row } = await createChainWorld({ steps: one(), output, says: failing(came) });
      const error = await put().catch((problem: Error) => problem);
      expect(error).toMatchObject({ status, detail, details: { id: 'id-1' } });
      expect(JSON.stringify(error)).not.toMatch(/secret|stack|about/);
      expect(row()).toMatchObject({ outcome, text: null });
    },
  );

  test('is tried again after a pause, as often as it may be, where that may help', async () => {
    const busy = new RetryableError('busy');
    const {
      ask: put,
      world,
      row,
    } = await createChainWorld({ steps: one({ attempts: 3 }), output, says: failing(busy, busy) });
    const before = world.clock.now().getTime();
    expect((await put()).text).toBe('production<answer base<about first>>');
    expect(world.clock.now().getTime() - before).toBe(1500);
    expect(row().spans[0]).toMatchObject({ attempts: 3, outcome: 'done' });
  });

  test('is not tried again where it is refused', async () => {
    const { ask: put, asked } = await createChainWorld({
      steps: one({ attempts: 3 }),
      output,
      says: failing(new PermanentError('gone')),
    });
    await expect(put()).rejects.toMatchObject({ status: 502 });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, object, string, string]>([
    ['a text', { text: 'nothing' }, 'a text', 'production<answer nothing>'],
    ['another model', { model: 'other' }, 'other', 'production<answer other<about first>>'],
    ['another step', { step: 'instead' }, 'instead', 'production<answer base<about instead>>'],
  ])('is replaced by %s, and says so', async (_, fallback, instead, text) => {
    const steps = { ...one({ fallback }), ...('step' in fallback && { instead: ask('instead') }) };
    const { ask: put, row } = await createChainWorld({ steps, output, says: failing(new PermanentError('gone')) });
    expect((await put()).text).toBe(text);
    expect(row()).toMatchObject({ outcome: 'answered' });
    expect(row().spans[0]).toMatchObject({ step: 'first', outcome: 'replaced', instead, reason: 'gone' });
  });

  test('leaves what would take its place unasked when it does not fail', async () => {
    const steps = { ...one({ fallback: { step: 'instead' } }), instead: ask('instead') };
    const { ask: put, asked } = await createChainWorld({ steps, output, says: echo });
    await put();
    expect(asked.map(({ text }) => text)).toEqual(['about first', 'answer base<about first>']);
  });

  test('fails with both reasons where what takes its place fails too', async () => {
    const steps = one({ fallback: { model: 'other' } });
    const says: Says = ({ model: of }) => {
      throw new PermanentError(`${of} is gone`);
    };
    const { ask: put, row } = await createChainWorld({ steps, output, says });
    await expect(put()).rejects.toMatchObject({ status: 502 });
    expect(row().spans[0]).toMatchObject({ outcome: 'failed', reason: 'base is gone; other: other is gone' });
  });

  test('counts against the model in production where that is what failed, though its caller has an answer', async () => {
    const steps = { reply: { answer: {}, fallback: { model: 'other' } } };
    const says: Says = ({ model: of, text }) => (of === 'production' ? none : said(`${of}<${text}>`));
    const { ask: put, row } = await createChainWorld({ steps, output, says });
    expect(await put()).toMatchObject({ text: 'other<answer It leaks.>', outcome: 'answered' });
    expect(row()).toMatchObject({ outcome: 'blocked', text: 'other<answer It leaks.>' });
  });
});

describe('time', () => {
  test('a model that is late is told to stop, and its step is named', async () => {
    const slow = held();
    const steps: Steps = {
      first: { ...ask('first'), timeLimit: 3 },
      reply: { answer: { with: { email: '{{steps.first}}' } } },
    };
    const { ask: put, world, row } = await createChainWorld({ steps, output: '{{steps.reply}}', says: slow.says });
    const answering = put().catch((problem: Error) => problem);
    await settled();
    await world.clock.advance(3000);
    expect(await answering).toMatchObject({ status: 503, detail: 'the step first had no answer within 3 s' });
    expect(slow.stopped()).toBeDefined();
    expect(row().spans).toMatchObject([{ step: 'first', outcome: 'late', ms: 3000 }]);
  });

  test('another attempt has as much time again', async () => {
    const slow = held();
    const steps: Steps = {
      first: { ...ask('first'), timeLimit: 3, attempts: 2 },
      reply: { answer: { with: { email: '{{steps.first}}' } } },
    };
    let n = 0;
    const says: Says = (asked, hearing) => ((n += 1) === 1 ? slow.says(asked, hearing) : echo(asked, hearing));
    const { ask: put, world } = await createChainWorld({ steps, output: '{{steps.reply}}', says });
    const answering = put();
    await settled();
    await world.clock.advance(3000);
    expect((await answering).text).toBe('production<answer base<about first>>');
  });

  test('a step that fails stops all others, and leaves nothing behind', async () => {
    const slow = held();
    const steps = {
      slow: ask('slow'),
      bad: ask('bad'),
      reply: { answer: { with: { email: '{{steps.slow}}{{steps.bad}}' } } },
    };
    const says: Says = (asked, hearing) => {
      if (asked.text === 'about slow') return slow.says(asked, hearing);
      throw new PermanentError('gone');
    };
    const { ask: put, row } = await createChainWorld({ steps, output: '{{steps.reply}}', says });
    await expect(put()).rejects.toMatchObject({ detail: expect.stringContaining('the step bad') });
    expect(slow.stopped()).toBeDefined();
    expect(row().spans).toMatchObject([
      { step: 'slow', outcome: 'cancelled' },
      { step: 'bad', outcome: 'failed' },
    ]);
  });

  test('a caller who goes away stops every step', async () => {
    const [a, b] = [held(), held()];
    const steps = { a: ask('a'), b: ask('b'), reply: { answer: { with: { email: '{{steps.a}}{{steps.b}}' } } } };
    const says: Says = (asked, hearing) => (asked.text === 'about a' ? a : b).says(asked, hearing);
    const { ask: put, row } = await createChainWorld({ steps, output: '{{steps.reply}}', says });
    const gone = new AbortController();
    const answering = put(undefined, { signal: gone.signal }).catch((problem: Error) => problem);
    await settled();
    gone.abort(new CallerGone());
    await answering;
    expect([a.stopped(), b.stopped()]).toEqual([gone.signal.reason, gone.signal.reason]);
    expect(row()).toMatchObject({ outcome: 'cancelled' });
    expect(row().spans.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
  });
});

describe('a stream', () => {
  const speaking: Says = ({ model: of, text, question }, { onText }) => {
    if (question.choices) return said('other');
    const whole = `${of}<${text}>`;
    for (const piece of whole.match(/.{1,4}/g)!) onText?.(piece);
    return said(whole);
  };
  async function heard(steps: Steps, output: string, says = speaking) {
    const pieces: string[] = [];
    const { ask: put, ...rest } = await createChainWorld({ steps, output, says });
    const told = await put(undefined, { onText: (piece) => void pieces.push(piece) }).catch(
      (problem: Error) => problem,
    );
    return { pieces, told, ...rest };
  }

  test.each<[string, Steps, string]>([
    [
      'the model in production',
      { first: ask('x'), reply: { answer: { with: { email: '{{steps.first}}' } } } },
      '{{steps.reply}}',
    ],
    ['a base', { reply: answer, last: ask('{{steps.reply}}') }, '{{steps.last}}'],
    [
      'what is on the route',
      { route, reply: answer, short: { ...ask('{{steps.reply}}'), when: { route: 'refund' } } },
      '{{steps.short | steps.reply}}',
    ],
  ])('is the text of %s as it says it, and of no other step', async (_, steps, output) => {
    const { pieces, told } = await heard(steps, output);
    expect(pieces.length).toBeGreaterThan(3);
    expect(told).toMatchObject({ text: pieces.join('') });
  });

  test.each<[string, Steps, string]>([
    ['around which something stands', { reply: answer }, 'Dear Ana, {{steps.reply}}'],
    [
      'whose route its own answer decides',
      {
        reply: answer,
        route: { classify: { ...route.classify, with: { body: '{{steps.reply}}' } } },
        short: { ...ask('{{steps.reply}}'), when: { route: 'refund' } },
      },
      '{{steps.short | steps.reply}}',
    ],
  ])('is one piece of an answer %s', async (_, steps, output) => {
    const { pieces, told } = await heard(steps, output);
    expect(pieces).toHaveLength(1);
    expect(told).toMatchObject({ text: pieces[0] });
  });

  test('that has begun is not taken back: it fails', async () => {
    const says: Says = (asked, hearing) => {
      hearing.onText?.('Half of ');
      throw new RetryableError('broken off');
    };
    const steps = { reply: { answer: {}, attempts: 3, fallback: { text: 'Sorry.' } } };
    const { pieces, told, asked } = await heard(steps, '{{steps.reply}}', says);
    expect(told).toMatchObject({ status: 503 });
    expect([pieces, asked.length]).toEqual([['Half of '], 1]);
  });

  test('that has not begun may be tried again', async () => {
    let n = 0;
    const says: Says = (asked, hearing) => {
      if ((n += 1) === 1) throw new RetryableError('busy');
      return speaking(asked, hearing);
    };
    const { pieces, told } = await heard({ reply: { answer: {}, attempts: 2 } }, '{{steps.reply}}', says);
    expect(told).toMatchObject({ text: pieces.join('') });
  });
});
