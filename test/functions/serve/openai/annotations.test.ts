/** What an answer rests on, as OpenAI's own client has it: whole and streamed, by both of its APIs. */
import { afterEach, expect, test } from '@jest/globals';
import { OpenAI } from 'openai';
import { citationsOf } from '../../../../core/grounding/citations';
import type { Question } from '../../../../functions/shared/models/provider';
import { answered, startServe } from '../serve-server';

const model = 'email-summary';
const messages = [{ role: 'user' as const, content: 'How do goods go back?' }];
const text = 'Goods go back in 30 days. Moons go back in 9.';
const passage = {
  text: 'Goods go back in 30 days.',
  heading: 'Returns',
  score: 1,
  citation: { object: 'gs://a/o.md', generation: '7', start: 4, end: 29, quote: 'Goods go back in 30 days.' },
};
const citation = { start_index: 0, end_index: 25, title: 'Goods go back in 30 days.', url: 'gs://a/o.md#7' };

let served: Awaited<ReturnType<typeof startServe>>;
let asked: Question[];
afterEach(() => served.close());

async function clientOf(isInSources = true) {
  asked = [];
  served = await startServe(
    async (question, hearing) => {
      asked.push(question);
      hearing?.onText?.(text);
      return { ...answered, text };
    },
    (configuration) => {
      configuration.prompt = { system: 'Sources:\n{{passages}}', user: '{{body}}' };
      configuration.pipeline.grounding = {
        corpus: 'handbook',
        passages: 3,
        question: 'body',
        field: 'passages',
        injection: 'drop',
        milliseconds: 900,
        otherwise: 'That is not in the handbook.',
      };
    },
    async ({ corpus }) => ({
      corpus,
      version: 'v1',
      isInSources,
      suspects: [],
      passages: [passage],
      citationsOf: (answer) => citationsOf(answer, [passage], ['en']),
    }),
  );
  return new OpenAI({ apiKey: 'none', baseURL: `${served.url}/v1`, maxRetries: 0 });
}

test('a chat has the passages in its prompt, and a citation of each sentence that rests on one', async () => {
  const client = await clientOf();
  const { choices } = await client.chat.completions.create({ model, messages });
  const { content, annotations } = choices[0]!.message;
  expect(annotations).toEqual([{ type: 'url_citation', url_citation: citation }]);
  const [{ url_citation: found }] = annotations as [NonNullable<typeof annotations>[number]];
  expect(content!.slice(found.start_index, found.end_index)).toBe(passage.text);
  expect(asked[0]!.request.system).toContain('[1] Returns');
});

test('a chat that is streamed has them in its last piece', async () => {
  const client = await clientOf();
  const stream = client.chat.completions.stream({ model, messages });
  const { choices } = await stream.finalChatCompletion();
  expect(choices[0]!.message).toMatchObject({
    content: text,
    annotations: [{ type: 'url_citation', url_citation: citation }],
  });
});

test('a response has them beside its text, whole and streamed', async () => {
  const client = await clientOf();
  const annotations = [{ type: 'url_citation', ...citation }];
  const output = [{ content: [{ type: 'output_text', text, annotations }] }];
  expect(await client.responses.create({ model, input: 'How?' })).toMatchObject({ output });
  const stream = client.responses.stream({ model, input: 'How?' });
  const added: object[] = [];
  stream.on('response.output_text.annotation.added', ({ annotation }) => added.push(annotation as object));
  expect(await stream.finalResponse()).toMatchObject({ output });
  expect(added).toEqual(annotations);
});

test('what the pipeline says where the sources have no answer is one that has come to its end, under the id of its row', async () => {
  const client = await clientOf(false);
  const said = 'That is not in the handbook.';
  const whole = await client.chat.completions.create({ model, messages });
  expect(whole.choices).toMatchObject([{ finish_reason: 'stop', message: { content: said } }]);
  const stream = client.chat.completions.stream({ model, messages });
  expect(await stream.finalContent()).toBe(said);
  const { id } = await stream.finalChatCompletion();
  expect([whole.id, id]).toEqual(served.rows().map((row) => `chatcmpl-${row.id}`));
  expect(served.rows().map(({ outcome }) => outcome)).toEqual(['notInSources', 'notInSources']);
  expect(asked).toEqual([]);
});
