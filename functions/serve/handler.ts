/** serve: POST /v1/pipelines/PIPELINE:generate renders the prompt that the production model was tuned on and asks it. */
import type { Request, Response } from '@google-cloud/functions-framework';
import { frozenModel, type Generation } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { requestOf } from '../../core/contents';
import { armOf } from '../../core/production';
import { lazy } from '../shared/stage/lazy';
import { createLog } from '../shared/stage/log';
import type { StageDeps } from '../shared/stage/stage';
import { asProblem, HttpProblem } from './http-problem';
import { readInput } from './input';
import { rejectedInput } from './rejected-input';
import { createProductionCache, type ProductionModel } from './production-model';

export type ServeDeps = Pick<StageDeps, 'ledger' | 'objects' | 'publish' | 'clock' | 'log'> & {
  generationOf: OfRun<Generation>;
  newId: () => string;
  /** Draws evenly out of [0, 1): which endpoint takes a request. */
  random: () => number;
};

/** Every answer is JSON; an error is {error: {status, what, fix?}} under that HTTP status. */
export function createServe(
  createDeps: () => ServeDeps | Promise<ServeDeps>,
  // Beside deps: they may be what could not be made.
  log = createLog({ stage: 'serve' }),
) {
  const prepared = lazy(async () => {
    const deps = await createDeps();
    return { deps, findModel: createProductionCache(deps) };
  });

  return async function serve(request: Request, response: Response): Promise<void> {
    try {
      const { deps, findModel } = await prepared();
      const pipeline = pipelineOf(request);
      checkLength(request);
      response.json(await answer(await findModel(pipeline), request.body, deps));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status >= 500) log.error(problem.what, { stack: (error as Error).stack });
      response.status(problem.status).json(problem);
    }
  };
}

/** Bytes of a request: a million tokens, the longest context of a model, of four characters each. */
const longestRequest = 4 << 20;

/** Before anything is made of it: it would be in memory once more as a prompt, and twice as messages. */
function checkLength({ rawBody }: Request): void {
  if (rawBody && rawBody.length > longestRequest)
    throw new HttpProblem(413, `the request has more than ${longestRequest >> 20} MiB`, 'send a shorter one');
}

function pipelineOf({ path, method }: Request): string {
  const [, pipeline] = /^\/v1\/pipelines\/([a-z][a-z0-9-]*):generate$/.exec(path) ?? [];
  if (!pipeline) throw new HttpProblem(404, `nothing is served at ${path}`, 'POST /v1/pipelines/PIPELINE:generate');
  if (method !== 'POST') throw new HttpProblem(405, `${method} is not served here`, 'use POST');
  return pipeline;
}

async function answer({ production, prompt, configuration, choices }: ProductionModel, body: unknown, deps: ServeDeps) {
  const { generationOf, publish, clock, newId, random, log } = deps;
  const { pipeline, run, model, base } = production;
  const input = readInput(body, prompt);
  const { endpoint } = armOf(production, random());

  const started = clock.now();
  const { outcome, text, finishReason, rejection, usage } = await generationOf(configuration).generate({
    model: endpoint,
    base: frozenModel(configuration, base),
    request: requestOf(prompt, input),
    generation: configuration.pipeline.generation,
    ...(choices && { choices }),
  });
  if (rejection) throw rejectedInput(rejection, { input, prompt, base });
  const now = clock.now();
  const id = newId();

  await publish({
    id,
    source: '/landfall/serve',
    type: 'landfall.prediction.made.v1',
    time: now.toISOString(),
    subject: run,
    data: {
      id,
      made_at: now.toISOString(),
      pipeline,
      run,
      model,
      endpoint,
      prompt_digest: prompt.digest,
      input: JSON.stringify(input),
      text: text || null,
      finish_reason: finishReason,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      latency_ms: now.getTime() - started.getTime(),
    },
  }).catch((error: Error) => {
    // An answer that is not on record is still an answer.
    log.error(`the prediction ${id} could not be published: ${error.message}`, { pipeline, run });
  });

  if (outcome === 'blocked') throw new HttpProblem(422, `the answer was blocked: ${finishReason}`, 'ask differently');
  if (outcome === 'empty') throw new HttpProblem(502, 'the model gave an empty answer', 'ask again, or differently');
  return { text, pipeline, run, model, outcome, finishReason, usage, id };
}
