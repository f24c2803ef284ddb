/** The home of the functions: lets the right callers in, starts what they call, and passes the request on. */
import { Router, type Request, type Response } from 'express';
import { PermissionDenied, type Access, type Principal } from '../iam/access';
import type { Tokens } from '../iam/tokens';
import type { Log } from '../log';
import { checkBuild } from './build';
import { forward, sendError } from './forward';
import { FunctionProcess, type FunctionState } from './function-process';
import { Slots } from './slots';
import type { FunctionSpec } from './spec';

export interface FunctionsHostArgs {
  access: Access;
  tokens: Tokens;
  log: Log;
  /** What the local cloud adds to the environment of a function that runs as this account. */
  environmentFor: (serviceAccount: string) => Record<string, string>;
  /** A function without requests for so long is stopped; five minutes unless told otherwise. */
  idleMilliseconds?: number;
  /** Requests that one function handles at a time; its one process stands for so many instances. */
  concurrency?: number;
}

export interface FunctionsHost {
  /** Serves `/functions/NAME/…` and, by `serve`, `/v1/pipelines/…`. Bodies must not have been read before it. */
  router: Router;
  /**
   * From now on these functions exist. One that has changed is replaced once its requests are done.
   * @throws Error for one that cannot be built; then nothing has changed
   */
  configure(specs: FunctionSpec[]): void;
  status(): { name: string; state: FunctionState; pid?: number }[];
  close(): void;
}

interface Hosted {
  process: FunctionProcess;
  slots: Slots;
}

export function createFunctionsHost(args: FunctionsHostArgs): FunctionsHost {
  const { access, tokens, log, environmentFor, idleMilliseconds = 5 * 60_000, concurrency = 8 } = args;
  const hosted = new Map<string, Hosted>();
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

  const call = async (name: string, path: string, request: Request, response: Response): Promise<void> => {
    await ready;
    const target = hosted.get(name);
    if (!target) return sendError(response, 404, `there is no function ${JSON.stringify(name)}`);
    const { spec } = target.process;
    try {
      await admit(spec, request.headers.authorization);
    } catch (error) {
      const code = error instanceof PermissionDenied ? 403 : 401;
      const message = `${name} was not called: ${(error as Error).message}`;
      log.write({ severity: 'ERROR', message, stage: name });
      return sendError(response, code, message);
    }
    try {
      await target.slots.use(() =>
        target.process.use((port) => forward(request, response, { port, path, timeoutSeconds: spec.timeoutSeconds })),
      );
    } catch (error) {
      sendError(response, 503, (error as Error).message);
    }
  };

  const router = Router();
  router.use('/functions/:name', (request, response) => call(request.params.name, request.url, request, response));
  router.use('/v1/pipelines', (request, response) => call('serve', request.originalUrl, request, response));

  return {
    router,
    configure(specs) {
      const wanted = new Map(specs.map((spec) => [spec.name, spec]));
      const isSame = (one: Hosted): boolean =>
        JSON.stringify(wanted.get(one.process.spec.name)) === JSON.stringify(one.process.spec);
      const outdated = [...hosted].filter(([name, one]) => !(isSame(one) && wanted.delete(name)));
      for (const spec of wanted.values()) checkBuild(spec, access);
      for (const [name, { process }] of outdated) {
        process.retire();
        hosted.delete(name);
      }
      for (const [name, spec] of wanted) {
        const options = { environment: environmentFor(spec.serviceAccount), log, idleMilliseconds };
        hosted.set(name, { process: new FunctionProcess(spec, options), slots: new Slots(concurrency) });
      }
      configured();
    },
    status: () =>
      [...hosted].map(([name, { process }]) => ({
        name,
        state: process.state,
        ...(process.pid && { pid: process.pid }),
      })),
    close() {
      for (const { process } of hosted.values()) process.stop();
    },
  };
}
