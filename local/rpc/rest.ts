/** An API over REST: JSON transcoded to the same messages that gRPC carries, by the HTTP rules of its methods. */
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import type { Access } from '../iam/access';
import { answer, withoutPort, type Api } from './api';
import { RpcError } from './errors';
import { goneSignal } from './gone';
import { toJson, withoutEmptyMaps } from './json';
import { readRequest } from './rest-request';
import { createRoutes, type Route } from './routes';

/** Answers the API's paths, and leaves all others to the next handler. */
export function createRestRouter(api: Api, access: Access): Router {
  const find = createRoutes(api.methods);
  const router = Router();
  const parse = json({ limit: api.limits.rest, strict: false, type: () => true });

  router.use((request: Request, response: Response, next: NextFunction) => {
    const route = find(request.method, request.baseUrl + request.path);
    if (!route) return next();
    parse(request, response, (error?: unknown) => {
      if (!error) return void serve(route, request, response);
      const reason = `Invalid JSON payload received. ${(error as Error).message}`;
      sendError(response, new RpcError('INVALID_ARGUMENT', reason));
    });
  });
  return router;

  async function serve(route: Route, request: Request, response: Response): Promise<void> {
    const { method } = route;
    const signal = goneSignal(response);
    const { isEvents, numericEnums } = readAlt(request);
    const toText = (object: object) => {
      const whole = toJson(api.form.toMessage(method.response, object), { numericEnums });
      return JSON.stringify(withoutEmptyMaps(method.response, whole));
    };
    try {
      const asked = api.form.toObject(method.request, readRequest(route, request));
      const principal = access.identify(request.headers.authorization);
      // A client that cannot say another host than it calls says it as a proxy does.
      const host = withoutPort(request.get('x-forwarded-host') ?? request.get('host') ?? '');
      const answered = await answer(api, asked, { principal, method, host, signal });
      if (method.responseStream) await sendStream(response, answered as AsyncIterable<object>, toText, isEvents);
      else response.type('json').send(toText(answered as object));
    } catch (error) {
      sendError(response, api.toError(error), isEvents);
    }
  }
}

/** `alt=sse`, and Google's clients' `$alt=json;enum-encoding=int`. */
function readAlt({ query }: Request): { isEvents: boolean; numericEnums: boolean } {
  const asked = query['$alt'] ?? query['alt'];
  const [alt, ...options] = typeof asked === 'string' ? asked.split(';') : [];
  return { isEvents: alt === 'sse', numericEnums: options.includes('enum-encoding=int') };
}

/** Server-sent events, or one JSON list, element by element. */
async function sendStream(
  response: Response,
  parts: AsyncIterable<object>,
  toText: (part: object) => string,
  isEvents: boolean,
): Promise<void> {
  let sent = 0;
  for await (const part of parts) {
    const text = toText(part);
    if (sent === 0)
      response.setHeader('Content-Type', isEvents ? 'text/event-stream' : 'application/json; charset=utf-8');
    response.write(isEvents ? `data: ${text}\r\n\r\n` : `${sent === 0 ? '[' : ',\r\n'}${text}`);
    sent += 1;
  }
  response.end(isEvents ? '' : sent === 0 ? '[]' : ']');
}

/** Events that have begun end with one of the error, as Google's do; a list can only be broken off. */
function sendError(response: Response, error: RpcError, isEvents = false): void {
  if (!response.headersSent) response.status(error.httpStatus).json(error.toBody());
  else if (isEvents) response.end(`data: ${JSON.stringify(error.toBody())}\r\n\r\n`);
  else response.destroy(error);
}
