/** serve: POST /v1/pipelines/PIPELINE:generate asks the model in production, and :rate says what somebody thinks of an answer. */
import type { Request, Response } from '@google-cloud/functions-framework';
import { lazy } from '../shared/stage/lazy';
import { createLog } from '../shared/stage/log';
import type { ServeDeps } from './deps';
import { generate } from './generate';
import { asProblem, HttpProblem } from './http-problem';
import { createProductionCache, type Serving } from './production-model';
import { rate } from './rate';

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
      const { pipeline, verb } = calledBy(request);
      checkLength(request);
      checkType(request);
      response.json(await verbs[verb](pipeline, request.body, deps, findServing));
    } catch (error) {
      const problem = asProblem(error);
      const { stack } = (problem.cause ?? error) as Error;
      if (problem.status >= 500) log.error(problem.what, { stack });
      response.status(problem.status).json(problem);
    }
  };
}

type Verb = (
  pipeline: string,
  body: unknown,
  deps: ServeDeps,
  findServing: (pipeline: string) => Promise<Serving>,
) => Promise<object>;

const verbs = {
  generate: async (pipeline, body, deps, findServing) => generate(await findServing(pipeline), body, deps),
  rate,
} satisfies Record<string, Verb>;

/** Bytes of a request: a million tokens, the longest context of a model, of four characters each. */
const longestRequest = 4 << 20;

/** Before anything is made of it: it would be in memory once more as a prompt, and twice as messages. */
function checkLength({ rawBody }: Request): void {
  if (rawBody && rawBody.length > longestRequest)
    throw new HttpProblem(413, `the request has more than ${longestRequest >> 20} MiB`, 'send a shorter one');
}

/** Of another type the body is not read as JSON, and would pass for one without an input. */
function checkType({ headers }: Request): void {
  const type = headers['content-type'];
  if (type === undefined || /[/+]json\b/i.test(type)) return;
  throw new HttpProblem(415, `the body is of the type ${type}`, 'send it with Content-Type: application/json');
}

function calledBy({ path, method }: Request): { pipeline: string; verb: keyof typeof verbs } {
  const [, pipeline, verb] = /^\/v1\/pipelines\/([a-z][a-z0-9-]*):(generate|rate)$/.exec(path) ?? [];
  if (!pipeline)
    throw new HttpProblem(404, `nothing is served at ${path}`, 'POST /v1/pipelines/PIPELINE:generate, or :rate');
  if (method !== 'POST') throw new HttpProblem(405, `${method} is not served here`, 'use POST');
  return { pipeline, verb: verb as keyof typeof verbs };
}
