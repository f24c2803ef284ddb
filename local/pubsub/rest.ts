/** The API over HTTP and JSON, transcoded by the rules in its protos (google/api/http.proto), as `gcloud pubsub` speaks it. */
import { json, Router, type Request, type RequestHandler, type Response } from 'express';
import type { Type } from 'protobufjs';
import type { Access } from '../iam/access';
import { PubSubError, toPubSubError } from './errors';
import { fromJson, toJson } from './json-form';
import type { HttpRule, Rpc } from './protos';
import type { Method } from './service';

interface Route {
  verb: string;
  pattern: RegExp;
  /** The request field that the path fills, such as topic or topic.name. */
  field: string;
  rpc: Rpc;
}

/** 10 MB of data as base64, and its envelope. */
const readBody = json({ limit: '15mb', type: () => true, strict: true });

/** A router that answers the API's paths and lets all others pass. */
export function createRest({
  rpcs,
  methods,
  access,
}: {
  rpcs: Rpc[];
  methods: Record<string, Method>;
  access: Access;
}): Router {
  const routes = rpcs.flatMap((rpc) => rpc.http.map((rule) => createRoute(rpc, rule)));
  const router = Router();
  router.use((request, response, next) => {
    const route = routes.find(
      ({ verb, pattern }) => verb === request.method.toLowerCase() && pattern.test(request.path),
    );
    if (!route) return next();
    parseBody(request, response)
      .then(() => answer(route, request, response))
      .catch((error: unknown) => sendError(response, toPubSubError(error)));
  });
  return router;

  async function answer({ rpc, pattern, field }: Route, request: Request, response: Response): Promise<void> {
    const method = methods[rpc.name];
    if (!method) throw new PubSubError('UNIMPLEMENTED', `The local Pub/Sub does not have ${rpc.name}.`);
    const body: object = { ...queryFields(rpc.request, request), ...(request.body as object | undefined) };
    const message = fromJson(rpc.request, withField(body, field, decodeURIComponent(pattern.exec(request.path)![1]!)));
    const controller = new AbortController();
    response.on('close', () => controller.abort());
    const principal = access.identify(request.headers.authorization);
    const answered = await method(message as never, { principal, signal: controller.signal });
    response.json(toJson(rpc.response, answered));
  }
}

// /v1/{topic=projects/*/topics/*}:publish becomes a pattern whose one group is the value of `topic`.
function createRoute(rpc: Rpc, { verb, template }: HttpRule): Route {
  const [, before, field, path, after] = /^(.*)\{(.+)=(.+)\}(.*)$/.exec(template)!;
  const segments = path!.replace(/\*$/, '[^/:]+').replaceAll('*', '[^/]+');
  return { verb, field: field!, rpc, pattern: new RegExp(`^${before}(${segments})${after}$`) };
}

/** Express's parser as a promise; a malformed body is the caller's error. */
function parseBody(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    (readBody as RequestHandler)(request, response, (error?: unknown) => {
      const reason = error instanceof Error ? error.message : 'It cannot be read.';
      if (error) reject(new PubSubError('INVALID_ARGUMENT', `Invalid JSON payload received. ${reason}`));
      else resolve();
    });
  });
}

/** Query parameters that are fields of the request; others ($alt, prettyPrint …) speak to Google's front, not to the method. */
function queryFields(type: Type, request: Request): object {
  const given = Object.entries(request.query).filter(([name, value]) => type.fields[name] && typeof value === 'string');
  return Object.fromEntries(
    given.map(([name, value]) => [name, type.fields[name]!.type === 'bool' ? value === 'true' : value]),
  );
}

function withField(body: object, field: string, value: string): object {
  const [first, rest] = field.split('.');
  if (!rest) return { ...body, [first!]: value };
  const inner = (body as Record<string, object | undefined>)[first!];
  return { ...body, [first!]: { ...inner, [rest]: value } };
}

function sendError(response: Response, error: PubSubError): void {
  const { httpStatus: code, message, status } = error;
  const details = error.metadata && {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        domain: 'pubsub.googleapis.com',
        metadata: error.metadata,
      },
    ],
  };
  response.status(code).json({ error: { code, message, status, ...details } });
}
