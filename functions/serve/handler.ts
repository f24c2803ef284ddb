/** serve: an HTTP API before the models in production. Which paths there are stands in routes.ts. */
import type { Request, Response } from '@google-cloud/functions-framework';
import { lazy } from '../shared/stage/lazy';
import { createLog } from '../shared/stage/log';
import { createProductionCache } from './asking/production-model';
import type { ServeDeps } from './deps';
import { readBody } from './http/body';
import { callerGone, openEventStream } from './http/event-stream';
import { asProblem, type HttpProblem } from './http/problem';
import { toOpenAiError } from './openai/errors';
import { findRoute, type Route } from './routes';

/** Every answer is JSON, or server-sent events; an error is a problem of RFC 9457, or what OpenAI's clients read, under its HTTP status. */
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
    const gone = callerGone(response);
    let errors: Route['errors'] = request.path.startsWith('/v1/pipelines/') ? 'landfall' : errorsAt(request.path);
    try {
      const { route, name } = findRoute(request.path, request.method);
      errors = route.errors;
      const body = (): unknown => readBody(request);
      const events = openEventStream(response);
      const answer = await route.answer({ name, body, hearing: { signal: gone }, events, ...(await prepared()) });
      if (answer) response.json(answer);
    } catch (error) {
      const problem = asProblem(error);
      const { stack } = (problem.cause ?? error) as Error;
      if (problem.status >= 500 && !gone.aborted) log.error(problem.detail, { stack });
      tell(response, problem, errors);
    }
  };
}

/** Of a path that nothing is served at: clients of OpenAI's ask below /v1 for what is not there, too. */
const errorsAt = (path: string): Route['errors'] => (path.startsWith('/v1/') ? 'openai' : 'landfall');

/** Where events were sent the status cannot be taken back: the error is the last of them. */
function tell(response: Response, problem: HttpProblem, errors: Route['errors']): void {
  const body = errors === 'openai' ? toOpenAiError(problem) : problem.toJSON();
  if (response.headersSent) {
    if (response.writable) openEventStream(response).send(body, 'error');
    response.end();
    return;
  }
  const type = errors === 'openai' ? 'application/json' : 'application/problem+json';
  response.status(problem.status).type(type).send(JSON.stringify(body));
}
