import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../../core/errors';
import { citationsOf } from '../../../../core/grounding/citations';
import type { SuspectPassage } from '../../../../core/grounding/suspicion';
import type { ServeDeps } from '../../../../functions/serve/deps';
import type { Answer, Question } from '../../../../functions/shared/models/provider';
import type { Configuration } from '../../../../schemas/generated/types';
import { answered, startServe, usage, type Row } from '../serve-server';

const grounding = {
  corpus: 'handbook',
  passages: 3,
  question: 'body',
  field: 'passages',
  injection: 'drop' as const,
  milliseconds: 900,
};
const passage = {
  text: 'Goods go back in 30 days.',
  heading: 'Returns',
  score: 1,
  citation: { object: 'gs://a/o.md', generation: '7', start: 4, end: 29, quote: 'Goods go back in 30 days.' },
};

let isInSources: boolean;
let suspects: SuspectPassage[];
let searched: Parameters<ServeDeps['groundingOf']>[0][];
let asked: Question[];
let failure: Error | undefined;
let searchTakes: number;
let serve: Awaited<ReturnType<typeof startServe>>;
let rule: Configuration['pipeline']['grounding'];
let history: NonNullable<Configuration['pipeline']['serving']>['history'];
let template: Configuration['prompt'];
let answer: Answer;

beforeEach(() => {
  suspects = [];
  [isInSources, searched, asked, failure, rule] = [true, [], [], undefined, { ...grounding }];
  searchTakes = 0;
  [history, template] = [undefined, { system: 'Sources:\n{{passages}}', user: '{{body}}' }];
  answer = { ...answered, text: 'Goods go back in 30 days. Moons go back in 9.' };
});
afterEach(() => serve.close());

async function send(body: object, verb = 'generate') {
  serve = await startServe(
    async (question, hearing) => {
      asked.push(question);
      if (answer.text !== '') hearing?.onText?.(answer.text);
      return answer;
    },
    (configuration) => {
      configuration.prompt = template;
      if (history) configuration.pipeline.serving = { outcomes: {}, history };
      if (rule) configuration.pipeline.grounding = rule;
    },
    async (question) => {
      searched.push(question);
      await serve.world.clock.sleep(searchTakes);
      if (failure) throw failure;
      return {
        corpus: question.corpus,
        version: 'v1',
        isInSources,
        passages: [passage],
        suspects,
        citationsOf: (answer) => citationsOf(answer, [passage], ['en']),
      };
    },
  );
  return put(body, verb);
}

async function put(body: object, verb = 'generate') {
  const response = await fetch(`${serve.url}/v1/pipelines/email-summary:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}
const told = async (body: object) => {
  const { status, text } = await send(body);
  return { status, body: JSON.parse(text) as Record<string, never> };
};

describe('an answer that rests on a corpus', () => {
  test('has the passages in its prompt, and each sentence cited or marked', async () => {
    const { status, body } = await told({ text: 'How do goods go back?' });
    expect(status).toBe(200);
    expect(searched).toMatchObject([
      { corpus: 'handbook', question: 'How do goods go back?', passages: 3, injection: 'drop', milliseconds: 900 },
    ]);
    expect(asked[0]!.request.system).toBe('Sources:\n[1] Returns\nGoods go back in 30 days.');
    expect(body).toMatchObject({
      usage,
      grounding: {
        corpora: [{ corpus: 'handbook', version: 'v1' }],
        isInSources: true,
        sentences: [
          { start: 0, end: 25, support: 'supported', citations: [passage.citation] },
          { support: 'unsupported', citations: [] },
        ],
      },
    });
  });

  test('says which passages were left out since they speak to the model, to its caller and on record', async () => {
    suspects = [{ object: 'gs://a/o.md', generation: '7', start: 30, end: 90, score: 2.5, isLeftOut: true }];
    const { body } = await told({ text: 'How do goods go back?' });
    expect(body).toMatchObject({ grounding: { suspects } });
    expect(JSON.parse(serve.rows()[0]!.citations!)).toMatchObject({ suspects });
  });

  test('is streamed, and cited in the event at its end', async () => {
    const { text } = await send({ text: 'How do goods go back?' }, 'streamGenerate');
    expect(text).toContain('event: done');
    expect(text).toContain('"support":"supported"');
  });

  test('is what the pipeline says, and no model’s, where the sources have none', async () => {
    rule!.otherwise = 'That is not in the handbook.';
    isInSources = false;
    const { body } = await told({ text: 'What is the moon?' });
    expect(body).toMatchObject({
      id: 'id-1',
      text: 'That is not in the handbook.',
      outcome: 'notInSources',
      finishReason: 'NOT_IN_SOURCES',
      grounding: { isInSources: false, sentences: [] },
    });
    expect(asked).toEqual([]);
  });

  test('is on record with an outcome of its own, whose and how long the search took, where no model was asked', async () => {
    rule!.otherwise = 'That is not in the handbook.';
    isInSources = false;
    searchTakes = 400;
    await send({ text: 'What is the moon?', user: 'ana' });
    expect(serve.rows()).toMatchObject([
      {
        id: 'id-1',
        outcome: 'notInSources',
        text: 'That is not in the handbook.',
        input: '{"body":"What is the moon?"}',
        input_tokens: 0,
        output_tokens: 0,
        latency_ms: 400,
        arm: null,
        rollout: null,
      },
    ]);
    const [{ user_key, citations }] = serve.rows() as [Row];
    expect(user_key).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(citations!)).toMatchObject({ corpora: [{ corpus: 'handbook' }], isInSources: false });
  });

  test('is the model’s all the same where the pipeline says nothing for that case', async () => {
    isInSources = false;
    const { body } = await told({ text: 'What is the moon?' });
    expect(body).toMatchObject({ outcome: 'answered', grounding: { isInSources: false } });
  });

  test('is none where the corpus does not answer in time', async () => {
    failure = new RetryableError('retrieval took longer than it may');
    const { status, body } = await told({ text: 'How do goods go back?' });
    expect([status, body['detail']]).toEqual([503, 'retrieval took longer than it may']);
    expect(asked).toEqual([]);
  });

  test('is refused where the caller brings passages of their own', async () => {
    const { status, body } = await told({ input: { body: 'How?', passages: 'mine' } });
    expect([status, body['detail']]).toEqual([400, 'the prompt has no field passages']);
  });
});

describe('a conversation that rests on a corpus', () => {
  const first = { text: 'How do goods go back?', user: 'ana', conversation: 'returns' };

  test('has questions without their passages: those are looked for anew', async () => {
    template = { user: 'Sources: {{passages}}\nQuestion: {{body}}' };
    history = { days: 30, tokens: 1000 };
    expect(await told(first)).toMatchObject({ status: 200, body: { conversation: { kept: true } } });
    await put({ ...first, text: 'And kettles?' });
    expect(asked[1]!.request.turns.map(({ text }) => text)).toEqual([
      'Sources: \nQuestion: How do goods go back?',
      'Goods go back in 30 days. Moons go back in 9.',
      'Sources: [1] Returns\nGoods go back in 30 days.\nQuestion: And kettles?',
    ]);
  });

  test('is somebody’s and kept by the pipeline, or refused, whatever the sources have', async () => {
    rule!.otherwise = 'That is not in the handbook.';
    isInSources = false;
    expect(await told(first)).toMatchObject({ status: 400 });
    serve.close();
    history = { days: 30, tokens: 1000 };
    expect(await told({ ...first, user: undefined })).toMatchObject({ status: 400 });
    expect(searched).toEqual([]);
  });
});

test('what is too long for the model is to be shortened where callers write, not in the passages', async () => {
  answer = {
    ...answered,
    outcome: 'rejected',
    text: '',
    rejection: { message: 'too long', tooLong: { tokens: 9, limit: 8 } },
  };
  const { status, body } = await told({ text: 'How?' });
  expect([status, body['fix']]).toEqual([400, 'shorten the field body']);
});

test('an answer of a pipeline that rests on nothing is as it was', async () => {
  rule = undefined;
  const { body } = await told({ input: { body: 'How?', passages: 'mine' } });
  expect(body).not.toHaveProperty('grounding');
  expect(searched).toEqual([]);
});
