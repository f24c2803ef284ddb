/** serve: POST /v1/pipelines/PIPELINE:generate renders the prompt that a model in production was tuned on and asks it. */
import type { Request, Response } from '@google-cloud/functions-framework';
import { lazy } from '../shared/stage/lazy';
import { createLog } from '../shared/stage/log';
import type { ServeDeps } from './deps';
import { generate } from './generate';
import { asProblem, HttpProblem } from './http-problem';
import { createProductionCache } from './production-model';

/** Every answer is JSON; an error is {error: {status, what, fix?, id?}} under that HTTP status. */
export function createServe(
  createDeps: () => ServeDeps | Promise<ServeDeps>,
  // Beside deps: they may be what could not be made.
  log = createLog({ stage: 'serve' }),
) {
  const prepared = lazy(async () => {
    const deps = await createDeps();
    return { deps, findServing: createProductionCache(deps) };
  });

  return async function serve(request: Request, response: Response): Promise<void> {
    try {
      const { deps, findServing } = await prepared();
      const pipeline = pipelineOf(request);
      checkLength(request);
      response.json(await generate(await findServing(pipeline), request.body, deps));
    } catch (error) {
      const problem = asProblem(error);
      const { stack } = (problem.cause ?? error) as Error;
      if (problem.status >= 500) log.error(problem.what, { stack });
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
