/** Tokens trained and decoded a second on one core, peak memory, and the same tuning in PyTorch beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadBase } from '../../local/vertex/model/base';
import { readExamples } from '../../local/vertex/model/examples';
import { createSteps } from '../../local/vertex/model/steps';
import { encodePrompt } from '../../local/vertex/model/tokenizer';
import type { Figure } from '../figure';
import { answered, tuned } from './children';
import { madeLabelled, writeExamples } from './labelled';
import { runInTorch, type Question } from './reference';

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
  const decoded = await decode(base);
  const reference = runInTorch(python, request, decoded.questions, { steps: warm + measured, warm });
  const beside = (name: string, value: number, other: number | undefined): Figure[] => {
    const unit = 'tokens/s of one core';
    const against = `${name} in PyTorch`;
    if (other === undefined) return [{ name, value, unit }];
    return [
      { name, value, unit, ratio: value / other, against },
      { name: against, value: other, unit },
    ];
  };
  return [
    ...beside(`${base}, trained`, trained, reference?.trainedPerSecond),
    ...beside(`${base}, decoded`, decoded.perSecond, reference?.decodedPerSecond),
    ...(reference ? [sameLoss(base, losses, reference.losses), sameAnswers(base, decoded.texts, reference.said)] : []),
    { name: `${base}, memory of a tuning on one core`, value: peakBytes / 2 ** 20, unit: 'MiB' },
  ];
}

function sameLoss(base: string, losses: number[], others: number[]): Figure {
  const value = Math.max(...losses.slice(0, warm).map((loss, step) => Math.abs(loss - others[step]!)));
  const problem = value < nearly ? undefined : 'the first steps are not the same to three digits';
  return { name: `${base}, loss of ${warm} steps apart from PyTorch's`, value, unit: 'nats', problem };
}

function sameAnswers(base: string, texts: string[], said: number[][]): Figure {
  const { tokenizer } = loadBase(base);
  const value = texts.filter((text, i) => tokenizer.decode(said[i]!).trim() === text).length;
  const problem = value < texts.length ? 'an answer is not the same' : undefined;
  return { name: `${base}, answers equal to PyTorch's`, value, unit: `of ${texts.length}`, problem };
}

function tokensOf(base: string, file: string, from: number, to: number): number {
  const { tokenizer, layout } = loadBase(base);
  const { shardsOf } = createSteps(readExamples(tokenizer, layout.shape.context, file), 1);
  const steps = Array.from({ length: to - from }, (_, i) => shardsOf(from + i));
  return steps.flat().reduce((sum, { batch }) => sum + batch.tokens.length, 0);
}

/** Reading the prompts, which are short, is in the speed. */
async function decode(base: string): Promise<{ perSecond: number; questions: Question[]; texts: string[] }> {
  const asked = madeLabelled(40).map(({ text }) => [
    { role: 'user' as const, text: `Write exactly: ${text} ${text} ${text}` },
  ]);
  const request = { base, temperature: 0, topP: 1, seed: 1, maxOutputTokens: 128, stopSequences: [] };
  const { answers, seconds } = await answered(asked.map((turns) => ({ ...request, turns })));
  const measuredAnswers = answers.slice(1);
  return {
    perSecond: measuredAnswers.reduce((sum, { outputTokens }) => sum + outputTokens, 0) / seconds,
    questions: measuredAnswers.map(({ outputTokens }, i) => ({
      prompt: encodePrompt(loadBase(base).tokenizer, asked[i + 1]!),
      count: outputTokens,
    })),
    texts: measuredAnswers.map(({ text }) => text),
  };
}
