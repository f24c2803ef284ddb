/** Vertex AI over REST: JSON transcoded to the same messages that gRPC carries. */
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import { Type, type Message } from 'protobufjs';
import type { Access } from '../iam/access';
import { dispatch, fromJson, toJson, type Handlers } from './dispatch';
import { toVertexError, VertexError } from './errors';
import { createRoutes, type Route } from './http-routes';
import type { ApiMethod } from './protos';
import { camelCase, readRequestJson, type Json, type JsonObject } from './request-json';

/** Parameters that belong to Google's REST front end, not to a method (cloud.google.com/apis/docs/system-parameters). */
const systemParameters =
  /^\$?(alt|key|fields|prettyPrint|quotaUser|userProject|access_token|oauth_token|callback|upload_protocol|uploadType|xgafv|\.xgafv)$/;

/** Leaves every path to the next handler that is no method of Vertex AI. */
export function createRestRouter(methods: ApiMethod[], handlers: Handlers, access: Access): Router {
  const find = createRoutes(methods);
  const router = Router();
  const parse = json({ limit: '20mb', strict: false, type: () => true });

  const serve = async (route: Route, request: Request, response: Response): Promise<void> => {
    const { alt, numericEnums } = readAlt(request);
    try {
      const message = readMessage(route, request);
      const call = { principal: access.identify(request.headers.authorization), version: versionOf(pathOf(request)) };
      const responses = dispatch(handlers, route.method, message, call);
      if (route.method.responseStream) await sendStream(response, responses, alt, numericEnums);
      else for await (const result of responses) response.json(toJson(result, { numericEnums }));
    } catch (error) {
      sendError(response, error);
    }
  };

  router.use((request: Request, response: Response, next: NextFunction) => {
    const route = find(request.method, pathOf(request));
    if (!route) return next();
    parse(request, response, (error?: unknown) => {
      if (!error) return void serve(route, request, response);
      const reason = `Invalid JSON payload received. ${(error as Error).message}`;
      sendError(response, new VertexError('INVALID_ARGUMENT', reason));
    });
  });
  return router;
}

/** The whole path, wherever the router is mounted. */
const pathOf = ({ baseUrl, path }: Request): string => baseUrl + path;
const versionOf = (path: string): 'v1' | 'v1beta1' => (path.startsWith('/v1beta1/') ? 'v1beta1' : 'v1');

/** `alt=sse`, and Google's clients' `$alt=json;enum-encoding=int`. */
function readAlt({ query }: Request): { alt: string; numericEnums: boolean } {
  const asked = query['$alt'] ?? query['alt'];
  const [alt = 'json', ...options] = typeof asked === 'string' ? asked.split(';') : [];
  return { alt, numericEnums: options.includes('enum-encoding=int') };
}

function readMessage({ method, fields, body }: Route, request: Request): Message {
  const payload = (request.body ?? {}) as Json;
  const merged: JsonObject = body === '*' ? asObject(payload) : {};
  if (body && body !== '*') merged[camelCase(body)] = payload;
  if (body !== '*') {
    for (const [name, value] of Object.entries(request.query)) {
      if (!systemParameters.test(name))
        place(merged, name, queryValue(method.request, name, value as string | string[]));
    }
  }
  for (const [name, value] of Object.entries(fields)) place(merged, name, value);
  return fromJson(method.request, readRequestJson(method.request, merged));
}

function asObject(payload: Json): JsonObject {
  if (payload !== null && typeof payload === 'object' && !Array.isArray(payload)) return { ...payload };
  throw new VertexError('INVALID_ARGUMENT', 'Invalid JSON payload received. The request must be an object.');
}

function place(target: JsonObject, path: string, value: Json): void {
  const steps = path.split('.').map(camelCase);
  const last = steps.pop()!;
  let at = target;
  for (const step of steps) at = at[step] = { ...(at[step] as JsonObject | undefined) };
  at[last] = value;
}

/** Query parameters are text; booleans and lists take the form that JSON would give them. */
function queryValue(type: Type, path: string, value: string | string[]): Json {
  const steps = path.split('.').map(camelCase);
  let at: Type | null = type;
  for (const step of steps.slice(0, -1)) {
    const inner: unknown = at?.fields[step]?.resolve().resolvedType;
    at = inner instanceof Type ? inner : null;
  }
  const field = at?.fields[steps.at(-1)!];
  const one = (text: string): Json => (field?.type === 'bool' && /^(true|false)$/.test(text) ? text === 'true' : text);
  if (field?.repeated) return [value].flat().map(one);
  return Array.isArray(value) ? value.map(one) : one(value);
}

/** Server-sent events, or without `alt=sse` one JSON list, element by element. */
async function sendStream(
  response: Response,
  responses: AsyncGenerator<Message>,
  alt: string,
  numericEnums: boolean,
): Promise<void> {
  const sse = alt === 'sse';
  let sent = 0;
  for await (const message of responses) {
    if (sent === 0) response.setHeader('Content-Type', sse ? 'text/event-stream' : 'application/json; charset=utf-8');
    const text = JSON.stringify(toJson(message, { numericEnums }));
    response.write(sse ? `data: ${text}\r\n\r\n` : `${sent === 0 ? '[' : ',\r\n'}${text}`);
    sent += 1;
  }
  response.end(sse ? '' : sent === 0 ? '[]' : ']');
}

function sendError(response: Response, thrown: unknown): void {
  const error = toVertexError(thrown);
  if (response.headersSent) return void response.destroy(error);
  const { code: _, ...status } = error.toStatus();
  response.status(error.httpStatus).json({ error: { code: error.httpStatus, ...status, status: error.status } });
}
