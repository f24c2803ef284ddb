/** The same in PyTorch, where Python has it: reference.py tunes and asks the exported base as Landfall does. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { initialAdapter } from '../../local/vertex/model/adapter';
import { writeAdapter } from '../../local/vertex/model/adapter-files';
import { loadBase } from '../../local/vertex/model/base';
import { writeCheckpoint } from '../../local/vertex/model/checkpoint';
import { readExamples } from '../../local/vertex/model/examples';
import { createRandom } from '../../local/vertex/model/random';
import { moments } from '../../local/vertex/model/optimizer';
import type { TuningRequest } from '../../local/vertex/model/request';
import { decay, ratesOf } from '../../local/vertex/model/schedule';
import { createSteps } from '../../local/vertex/model/steps';
import type { Batch } from '../../local/vertex/model/transformer';

export interface ReferenceAnswer {
  losses: number[];
  /** Tokens of one core, after `warm` steps. */
  trainedPerSecond: number;
  /** Token ids after each prompt. */
  said: number[][];
  decodedPerSecond: number;
}

/** A prompt, and how many tokens are said after it. */
export interface Question {
  prompt: number[];
  count: number;
}

/** Undefined, with the reason on standard error, where `python` has no PyTorch. */
export function runInTorch(
  python: string,
  request: TuningRequest,
  questions: Question[],
  { steps, warm }: { steps: number; warm: number },
): ReferenceAnswer | undefined {
  const base = loadBase(request.base);
  const { layout } = base;
  const folder = join(request.directory, 'checkpoint');
  writeCheckpoint(folder, base);
  const code = 'landfall_model.py';
  copyFileSync(join(repositoryRoot(), 'scripts/base-model/hugging-face', code), join(folder, code));
  const rank = request.adapterSize;
  const untuned = initialAdapter(layout, rank, createRandom(request.seed));
  const adapterFile = writeAdapter(join(folder, 'untuned'), base.id, layout, rank, untuned);
  const examples = readExamples(base.tokenizer, layout.shape.context, request.trainingFile);
  const { shardsOf } = createSteps(examples, request.seed);
  const file = join(folder, 'request.json');
  const asked = {
    adapterFile,
    steps: Array.from({ length: steps }, (_, step) => shardsOf(step).flatMap(({ batch }) => sequencesOf(batch))),
    rates: ratesOf(request, examples.length).slice(0, steps),
    optimizer: { ...moments, decay },
    measuredFrom: warm,
    questions,
  };
  writeFileSync(file, JSON.stringify(asked));
  const { stdout, error, status } = spawnSync(
    python,
    [join(repositoryRoot(), 'bench/tuning/reference.py'), folder, file],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const answer =
    error || status !== 0
      ? { missing: error?.message ?? `exit code ${status}` }
      : (JSON.parse(stdout) as ReferenceAnswer | { missing: string });
  if (!('missing' in answer)) return answer;
  process.stderr.write(`${python} answers nothing (${answer.missing}): Landfall's alone\n`);
  return undefined;
}

/** The sequences of a batch, each for itself. */
function sequencesOf({ lengths, tokens, targets }: Batch) {
  let end = 0;
  return lengths.map((length) => {
    const [from, to] = [end, (end += length)];
    return { tokens: [...tokens.subarray(from, to)], targets: [...targets.subarray(from, to)] };
  });
}
