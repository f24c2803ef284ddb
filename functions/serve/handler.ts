/** serve: an HTTP API before the models in production. Which paths there are stands in routes.ts. */
import type { ServerResponse } from 'node:http';
import type { Configuration } from '../../schemas/generated/types';
import { lazy } from '../shared/stage/lazy';
import { createProductionCache } from './asking/production-model';
import type { ServeDeps } from './deps';
import { keyOf } from './once/key';
import type { Sent } from './once/kept-answers';
import { once } from './once/once';
import { readBody, type Request } from '../shared/http/body';
import { callerWaiting, openEventStream } from '../shared/http/event-stream';
import { asProblem, type HttpProblem } from '../shared/http/problem';
import { toOpenAiError } from './openai/errors';
import { userIn } from './users/named';
import { createServeLog } from './log';
import { findRoute, type Route } from './routes';
import { ExchangeTrace } from './tracing/exchange-trace';
import { tracedGeneration, tracedGrounding } from './tracing/traced';

/** Every answer is JSON, or server-sent events; an error is a problem of RFC 9457, or what OpenAI's clients read, under its HTTP status. */
export function createServe(
  createDeps: () => ServeDeps | Promise<ServeDeps>,
  // Beside deps: they may be what could not be made.
  log = createServeLog(),
) {
  const prepared = lazy(async () => {
    const { generationOf, groundingOf, ...others } = await createDeps();
    const deps = {
      ...others,
      generationOf: (configuration: Configuration) => tracedGeneration(generationOf(configuration)),
      groundingOf: tracedGrounding(groundingOf),
    };
    return { deps, findServing: createProductionCache(deps) };
  });

  return async function serve(request: Request, response: ServerResponse): Promise<void> {
    const waiting = callerWaiting(response);
    const [, path = '', query = ''] = pathAndQuery.exec(request.url!)!;
    let errors = errorsAt(path);
    let trace: ExchangeTrace | undefined;
    try {
      const { route, name, below } = findRoute(path, request.method!);
      errors = route.errors;
      const body = readOnce(() => readBody(request));
      const made = await prepared();
      const traced = (trace = new ExchangeTrace(request, route, made.deps));
      const deps = { ...made.deps, log: traced.log };
      const telling = { events: openEventStream(response, () => traced.end(200)), bodyOf: bodyFor(errors) };
      const findUser = async () => {
        const user = userIn(await body());
        return user === undefined ? undefined : deps.pseudonymOf(user);
      };
      const key = route.method === 'POST' ? await keyOf(request, { path, body, findUser }) : undefined;
      const hearing = { signal: waiting, span: traced.span };
      const { findServing } = made;
      const answer = await once(key, deps, telling, async (events) => {
        try {
          return await route.answer({ name, below, user: userOf(query), body, findServing, hearing, events, deps });
        } finally {
          // What is kept for a retry is on record by then.
          if (key) await traced.flush();
        }
      });
      await traced.end('again' in answer ? answer.again.status : 200);
      if ('again' in answer) tellAgain(response, answer.again);
      else if (answer.body) send(response, 200, 'application/json; charset=utf-8', answer.body);
    } catch (error) {
      const problem = asProblem(error);
      const { stack } = (problem.cause ?? error) as Error;
      if (problem.status >= 500 && !waiting.aborted) (trace?.log ?? log).error(problem.detail, { stack });
      await trace?.end(waiting.aborted ? callerLeft : problem.status);
      if (problem.details.allow) response.setHeader('allow', problem.details.allow);
      tell(response, problem.status, bodyFor(errors)(problem));
    }
  };
}

/** As nginx and Google's load balancers write it down: nobody is told. */
const callerLeft = 499;

/** Of an address; of an absolute one too, which RFC 9112 has every server take. */
const pathAndQuery = /^(?:https?:\/\/[^/?]*)?([^?]*)\??([^]*)$/i;

/** Of some MiB, and asked for twice: whom a request is for counts before what it asks. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => (found ??= read());
}

const userOf = (query: string): string | undefined => new URLSearchParams(query).get('user') ?? undefined;

/** Of a path that nothing is served at: clients of OpenAI's ask below /v1 for what is not there, too. */
const errorsAt = (path: string): Route['errors'] =>
  /^\/v1\/(?!pipelines\/|users\/)/.test(path) ? 'openai' : 'landfall';

const bodyFor =
  (errors: Route['errors']) =>
  (problem: HttpProblem): object =>
    errors === 'openai' ? toOpenAiError(problem) : problem.toJSON();

/** Where events were sent the status cannot be taken back: the error is the last of them. */
function tell(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    if (response.writable) openEventStream(response).send(body, 'error');
    response.end();
    return;
  }
  const type = status < 400 || 'error' in body ? 'application/json' : 'application/problem+json';
  send(response, status, `${type}; charset=utf-8`, body);
}

/** What another request with the same key was told. */
function tellAgain(response: ServerResponse, { status, body, events = [] }: Sent): void {
  response.setHeader('idempotency-replayed', 'true');
  if (body) return tell(response, status, body);
  const stream = openEventStream(response);
  for (const { data, event } of events) stream.send(data, event);
  stream.end();
}

function send(response: ServerResponse, status: number, type: string, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}
