/** The same graph as a chain, by the code that serves: prompts, time limits and trace included, with a model that answers at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrompt } from '../../core/prompt';
import { repositoryRoot } from '../../core/root';
import type { ServedModel } from '../../functions/serve/asking/production-model';
import { answerByChain } from '../../functions/serve/chain/answer';
import type { Answer, Question } from '../../functions/shared/models/provider';
import { systemClock } from '../../functions/shared/stage/clock';
import type { ChainStep, Configuration, Run } from '../../schemas/generated/types';

const count = 10;
const names = (of: string): string[] => Array.from({ length: count }, (_, n) => `${of}_${n}`);
const limits = { timeLimit: 30, attempts: 1 };
const ask = (text: string): ChainStep => ({
  ask: { model: 'instant', prompt: 'text.yaml', with: { text } },
  ...limits,
});

const row = names('row').map((name, n): [string, ChainStep] => [
  name,
  ask(n === 0 ? '{{input.text}}' : `{{steps.row_${n - 1}}}`),
]);
const side = names('side').map((name): [string, ChainStep] => [name, ask(`{{steps.row_${count - 1}}}`)]);
const all = names('side').map((name) => `{{steps.${name}}}`);
const last: ChainStep = { answer: { with: { text: all.join('') } }, ...limits };

const run0 = JSON.parse(readFileSync(join(repositoryRoot(), 'schemas/examples/run.json'), 'utf8')) as Run;
const configuration = run0.configuration as Configuration;
const prompt = { user: '{{text}}' };
configuration.pipeline.serving = {
  outcomes: {},
  chain: { steps: Object.fromEntries([...row, ...side, ['last', last]]), output: '{{steps.last}}' },
};
configuration.chain = { prompts: { 'text.yaml': prompt }, schemas: {}, code: {} };
const deployment = { candidate: 'lora-8', base: 'instant', endpoint: 'e', model: 'm', run: run0.run, promptDigest: '' };
const model = { deployment, prompt: parsePrompt(prompt), configuration } as unknown as ServedModel;

const usage = { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 };
const answered = (text: string): Answer => ({
  outcome: 'answered',
  text: `${text.length % 10}`,
  finishReason: 'STOP',
  usage,
});
const generate = async ({ request }: Question): Promise<Answer> => answered(request.turns[0]!.text);
const deps = {
  generationOf: () => ({ modelOf: () => 'm', generate }),
  clock: systemClock,
  log: { warning: () => {} },
} as unknown as Parameters<typeof answerByChain>[1];

export async function run(text: string): Promise<string> {
  const askProduction = async (values: Record<string, string>) => answered(values.text!);
  const asked = { model, input: { text }, askProduction, hearing: {}, onTrace: () => {} };
  return (await answerByChain(asked, deps)).answer.text;
}
