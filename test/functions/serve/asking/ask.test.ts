import { afterEach, expect, test } from '@jest/globals';
import { parsePrompt } from '../../../../core/prompt';
import type { Question } from '../../../../functions/shared/models/provider';
import production from '../../../../schemas/examples/production.json';
import type { Configuration, PromptTemplate } from '../../../../schemas/generated/types';
import { answered, startServe } from '../serve-server';

let close: (() => void) | undefined;
afterEach(() => close?.());

const plain: PromptTemplate = { user: '{{body}}' };
const shown: PromptTemplate = {
  ...plain,
  examples: [{ user: 'It leaks.', model: 'A leak.' }],
  generation: { temperature: 0.7, stopSequences: ['END'] },
};

/** What the model in production is asked, where its candidate has the first of these prompts. */
async function asked(prompts: PromptTemplate[], body: object): Promise<Question> {
  const questions: Question[] = [];
  const has = (configuration: Configuration) => {
    configuration.prompts = Object.fromEntries(prompts.map((prompt, place) => [`${place}.yaml`, prompt]));
    configuration.prompt = prompts.at(-1)!;
    configuration.pipeline.training.prompt = `${prompts.length - 1}.yaml`;
    configuration.candidates = [
      {
        id: production.candidate,
        kind: 'tuned',
        base: production.base,
        prompt: '0.yaml',
        adapterSize: 8,
        epochs: 3,
        learningRateMultiplier: 1,
        checkpoints: 'last',
      },
    ];
  };
  const served = await startServe(async (question) => {
    questions.push(question);
    return answered;
  }, has);
  close = () => served.close();
  const { value, generation } = (await served.world.ledger.findProduction(production.pipeline))!;
  await served.world.ledger.replaceProduction({ ...value, promptDigest: parsePrompt(prompts[0]!).digest }, generation);
  const url = `${served.url}/v1/chat/completions`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('A broken jar.')]);
  return questions[0]!;
}

const messages = [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content: 'Hi' },
  { role: 'user', content: 'It broke.' },
];

test('a question comes after the examples of its prompt and what was said, and has the settings of its prompt', async () => {
  const { request, generation } = await asked([shown], { model: production.pipeline, messages });
  expect(request.turns.map(({ text }) => text)).toEqual(['It leaks.', 'A leak.', 'Hello', 'Hi', 'It broke.']);
  expect(generation).toEqual({ temperature: 0.7, topP: 1, maxOutputTokens: 64, stopSequences: ['END'] });
});

test('of two prompts of the same text and digest the settings are those of the candidate that is in production', async () => {
  const warm = { ...plain, generation: { temperature: 1, maxOutputTokens: 9 } };
  const body = { model: production.pipeline, messages: messages.slice(-1), temperature: 1 };
  expect((await asked([warm, plain], body)).generation).toMatchObject({ temperature: 1, maxOutputTokens: 9 });
});
