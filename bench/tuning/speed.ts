/** Tokens trained and decoded a second on one core, peak memory, and the same tuning in PyTorch beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadBase } from '../../local/vertex/model/base';
import { readExamples } from '../../local/vertex/model/examples';
import { createSteps } from '../../local/vertex/model/steps';
import type { Figure } from '../figure';
import { answered, tuned } from './children';
import { madeLabelled, writeExamples } from './labelled';
import { tuneInTorch } from './reference';

/** Steps that are compared, and not measured yet. */
const warm = 20;
const measured = 100;
/** The loss of a step to three digits. */
const nearly = 5e-4;

/** @param folder for its files */
export async function speedFigures(base: string, folder: string, python: string): Promise<Figure[]> {
  mkdirSync(folder, { recursive: true });
  const trainingFile = join(folder, 'made.jsonl');
  writeExamples(trainingFile, madeLabelled(2000));
  const request = {
    base,
    trainingFile,
    directory: join(folder, 'tuning'),
    adapterSize: 16,
    epochs: 1,
    learningRateMultiplier: 1,
    seed: 1,
    workers: 1,
  };
  const losses: number[] = [];
  let [begun, seconds, peakBytes] = [0, 0, 0];
  for await (const heard of tuned(request)) {
    if (heard.message.type !== 'progress') continue;
    losses.push(heard.message.loss);
    if (losses.length === warm) begun = heard.seconds;
    ({ seconds, peakBytes } = heard);
    if (losses.length === warm + measured) break;
  }
  const trained = tokensOf(base, trainingFile, warm, warm + measured) / (seconds - begun);
  const reference = tuneInTorch(python, request, warm + measured, warm);
  const against = reference && { ratio: trained / reference.tokensPerSecond, against: `${base}, trained in PyTorch` };
  return [
    { name: `${base}, trained`, value: trained, unit: 'tokens/s of one core', ...against },
    ...(reference ? referenceFigures(base, losses, reference) : []),
    { name: `${base}, decoded`, value: await decoded(base), unit: 'tokens/s of one core' },
    { name: `${base}, memory of a tuning on one core`, value: peakBytes / 2 ** 20, unit: 'MiB' },
  ];
}

function referenceFigures(base: string, losses: number[], reference: { losses: number[]; tokensPerSecond: number }) {
  const apart = Math.max(...losses.slice(0, warm).map((loss, step) => Math.abs(loss - reference.losses[step]!)));
  return [
    { name: `${base}, trained in PyTorch`, value: reference.tokensPerSecond, unit: 'tokens/s of one core' },
    {
      name: `${base}, loss of ${warm} steps apart from PyTorch's`,
      value: apart,
      unit: 'nats',
      problem: apart < nearly ? undefined : 'the first steps are not the same to three digits',
    },
  ];
}

function tokensOf(base: string, file: string, from: number, to: number): number {
  const { tokenizer, layout } = loadBase(base);
  const { shardsOf } = createSteps(readExamples(tokenizer, layout.shape.context, file), 1);
  const steps = Array.from({ length: to - from }, (_, i) => shardsOf(from + i));
  return steps.flat().reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** Reading the prompts, which are short, is in it. */
async function decoded(base: string): Promise<number> {
  const request = { base, temperature: 0, topP: 1, maxOutputTokens: 128, stopSequences: [] };
  const { answers, seconds } = await answered(
    madeLabelled(40).map(({ text }, seed) => ({
      ...request,
      turns: [{ role: 'user' as const, text: `Write exactly: ${text} ${text} ${text}` }],
      seed,
    })),
  );
  return answers.slice(1).reduce((sum, { outputTokens }) => sum + outputTokens, 0) / seconds;
}
