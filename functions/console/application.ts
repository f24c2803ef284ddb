/** console: the page, and the API behind it. Which paths that has stands in routes/. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { exitCodes, OperationError, UnknownName } from '../../operations/errors';
import { openEventStream } from '../shared/http/event-stream';
import { asProblem, HttpProblem } from '../shared/http/problem';
import { createLog } from '../shared/stage/log';
import { lazy } from '../shared/stage/lazy';
import { servePage } from './assets';
import type { ConsoleDeps } from './deps';
import { routes } from './routes';
import type { Call, Route } from './routes/route';
import { whoAsks } from './who';
import { openApiDocument } from './openapi';

/** Nothing from elsewhere, nothing inline: what is in data or answers cannot run, whatever it says. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
};

/** @param createDeps called when the first request comes */
export function createApplication(createDeps: () => ConsoleDeps): Express {
  const made = lazy(createDeps);
  const app = express();
  app.disable('x-powered-by').set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: policy },
      // It is Cloud Run that ends TLS; a local cloud has none.
      strictTransportSecurity: false,
      xDnsPrefetchControl: false,
    }),
  );
  const api = express.Router();
  // What is not JSON, such as a file, is read by whoever takes it.
  api.use(express.json());
  api.get('/openapi.json', (_request, response) => void response.json(openApiDocument(routes)));
  for (const route of routes) api[route.method](route.path, (request, response) => answer(route, request, response));
  api.use((request) => {
    throw new HttpProblem(404, `nothing is served at ${request.path}`, 'GET api/openapi.json says what there is');
  });

  async function answer(route: Route, request: Request, response: Response): Promise<void> {
    // A page of another site can make a browser ask, and cannot make it say this.
    if (!isOfThisPage(request))
      throw new HttpProblem(403, 'the request comes from another site', 'ask from the console itself');
    const deps = await made();
    const call: Call = {
      params: request.params as Record<string, string>,
      query: request.query as Record<string, string | undefined>,
      body: request.body as unknown,
      request,
      who: whoAsks(request),
      events: openEventStream(response),
      response,
      deps,
    };
    const body = await route.answer(call);
    if (body !== undefined) response.set('cache-control', 'no-store').json(body);
  }

  app.use('/api', api, (error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const problem = problemOf(error);
    // Nobody hears of an answer to whoever has left.
    if (problem.status >= 500 && !response.destroyed)
      createLog({ stage: 'console' }).error(problem.detail, { stack: stackOf(problem, error) });
    if (response.headersSent) return void response.end();
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  app.use(servePage(async () => (await made()).page));
  return app;
}

const stackOf = (problem: HttpProblem, error: unknown): string | undefined => ((problem.cause ?? error) as Error).stack;

/** What operations say to the person who asks, as HTTP says it. */
function problemOf(error: unknown): HttpProblem {
  if (isBodyError(error)) return new HttpProblem(error.status, error.message, 'send a JSON object');
  if (!(error instanceof OperationError)) return asProblem(error);
  const { why, next, exitCode } = error.details;
  const status = error instanceof UnknownName ? 404 : exitCode === exitCodes.usage ? 409 : 503;
  return new HttpProblem(status, [error.message, why].filter(Boolean).join(' '), next);
}

/** Of express.json: a body that is none, or too long. */
const isBodyError = (error: unknown): error is Error & { status: number } =>
  typeof (error as { type?: unknown }).type === 'string' && typeof (error as { status?: unknown }).status === 'number';

/**
 * As browsers say it of themselves. Where one does not, it is old, or thinks itself at a place that is not to be trusted: by a name of
 * another site that leads here. Programs, which come from no page, are known by what they do not say.
 */
function isOfThisPage(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return request.get('origin') === undefined && !request.get('user-agent')?.includes('Mozilla/');
}
