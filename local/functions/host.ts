/** The home of the functions: lets the right callers in, starts what they call, and passes the request on. */
import { mkdirSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Router, type Request, type Response } from 'express';
import { systemClock, type Clock } from '../clock';
import { PermissionDenied, type Access, type Principal } from '../iam/access';
import type { Tokens } from '../iam/tokens';
import type { Log } from '../log';
import { checkBuild } from './build';
import { createConsolePlace, personHere } from './console-place';
import { forward, TimeLimitReached } from './forward';
import { createFreezer } from './freezer';
import { MemoryExceeded, type FunctionState } from './instance';
import { Instances, NoInstance } from './instances';
import type { FunctionSpec } from './spec';

export interface FunctionsHostArgs {
  access: Access;
  tokens: Tokens;
  log: Log;
  /** What the local cloud adds to the environment of a function that runs as this account. */
  environmentFor: (serviceAccount: string) => Record<string, string>;
  /** For what functions write to their temporary files; what is in it at the start is deleted. */
  directory: string;
  clock?: Clock;
  /** An instance without requests for so long ends; five minutes unless told otherwise. */
  idleMilliseconds?: number;
}

export interface FunctionsHost {
  /** Serves `/functions/NAME/…`, the console at `/console/`, and, by `serve`, `/v1/pipelines/…` and `/v1/users/…`. Bodies must not have been read before it. */
  router: Router;
  /**
   * From now on these functions exist. One that has changed is replaced once its requests are done.
   * @throws Error for one that cannot be built; then nothing has changed
   */
  configure(specs: FunctionSpec[]): void;
  status(): { name: string; state: FunctionState; pids: number[] }[];
  /** Resolves once all that the functions have printed is in the log. */
  close(): Promise<void>;
}

export function createFunctionsHost(args: FunctionsHostArgs): FunctionsHost {
  const { access, tokens, log, environmentFor, directory, clock = systemClock, idleMilliseconds = 5 * 60_000 } = args;
  // A killed cloud leaves its functions' files behind.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const freezer = createFreezer();
  const hosted = new Map<string, Instances>();
  /** Those that were replaced, too. */
  const made = new Set<Instances>();
  let configured: () => void;
  // Pub/Sub redelivers as soon as it is up; what arrives before the first apply waits instead of failing.
  const ready = new Promise<void>((resolve) => (configured = resolve));

  /** @throws PermissionDenied, or JOSEError for a token that is not valid here */
  const admit = async (spec: FunctionSpec, authorization: string | undefined): Promise<void> => {
    const token = authorization?.replace(/^Bearer /i, '') ?? '';
    const caller: Principal = token.startsWith('eyJ')
      ? { kind: 'serviceAccount', ...(await tokens.verifyIdToken(token, spec.url)) }
      : access.identify(authorization);
    access.check(caller, 'run.routes.invoke', spec.resource);
  };

  type Admit = (spec: FunctionSpec, request: Request) => Promise<void>;
  const byToken: Admit = (spec, request) => admit(spec, request.headers.authorization);
  const call = async (
    name: string,
    path: string,
    request: Request,
    response: Response,
    letIn = byToken,
  ): Promise<void> => {
    await ready;
    const target = hosted.get(name);
    if (!target) return sendError(response, 404, `there is no function ${JSON.stringify(name)}`);
    const { spec } = target;
    try {
      await letIn(spec, request);
    } catch (error) {
      const code = error instanceof PermissionDenied ? 403 : 401;
      const message = `${name} was not called: ${(error as Error).message}`;
      log.write({ severity: 'ERROR', message, stage: name });
      return sendError(response, code, message);
    }
    try {
      await target.use(async (port) => {
        const { timeoutSeconds } = spec;
        // The caller of a request that had to wait may have left.
        if (!response.closed) await forward(request, response, { port, path, timeoutSeconds, clock });
      });
    } catch (error) {
      if (error instanceof TimeLimitReached || error instanceof NoInstance)
        log.write({ severity: 'ERROR', message: error.message, stage: name });
      refuse(response, error as Error);
    }
  };

  // The function hears who they are as of anybody whom Cloud Run has let in.
  const asOwner: Admit = async ({ url }, request) => {
    request.headers.authorization = `Bearer ${await tokens.issueIdToken(personHere(), url)}`;
  };
  const router = Router();
  router.use(createConsolePlace((path, request, response) => call('console', path, request, response, asOwner)));
  router.use('/functions/:name', (request, response) => call(request.params.name, request.url, request, response));
  router.use(['/v1/pipelines', '/v1/users'], (request, response) =>
    call('serve', request.originalUrl, request, response),
  );

  return {
    router,
    configure(specs) {
      const wanted = new Map(specs.map((spec) => [spec.name, spec]));
      const isSame = ({ spec }: Instances): boolean => JSON.stringify(wanted.get(spec.name)) === JSON.stringify(spec);
      const outdated = [...hosted].filter(([name, one]) => !(isSame(one) && wanted.delete(name)));
      for (const spec of wanted.values()) checkBuild(spec, access);
      for (const [name, one] of outdated) {
        one.retire();
        hosted.delete(name);
      }
      for (const [name, spec] of wanted) {
        const environment = environmentFor(spec.serviceAccount);
        const one = new Instances(spec, { environment, log, clock, freezer, directory, idleMilliseconds });
        made.add(one);
        hosted.set(name, one);
      }
      configured();
    },
    status: () => [...hosted].map(([name, { state, pids }]) => ({ name, state, pids })),
    async close() {
      const stopped = [...made].map((one) => one.stop());
      freezer.close();
      await Promise.all(stopped);
    },
  };
}

/** Answers for a function that did not, as Cloud Run does; each of these makes Pub/Sub deliver again. */
function refuse(response: ServerResponse, error: Error): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof TimeLimitReached) sendText(response, 504, 'upstream request timeout');
  else if (error instanceof NoInstance) sendText(response, 429, 'Rate exceeded.');
  else sendError(response, error instanceof MemoryExceeded ? 500 : 503, error.message);
}

function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain' }).end(text);
}

/** An error in the form of Google's APIs. */
function sendError(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
