/** What the CLI asks the local cloud itself: how it is, what it logs, to apply infra/ again, to stop. */
import { Router } from 'express';
import { UnknownToLocalCloud } from './apply/inputs';
import type { PipelineWarning } from '../compiler/pipelines';
import type { PipelineProblem } from './apply/problems';
import { ProgramError } from './apply/run-program';
import type { Log } from './log';

export interface LocalStatus {
  project: string;
  region: string;
  port: number;
  startedAt: string;
  pid: number;
  endpoints: Record<
    'storage' | 'bigquery' | 'pubsub' | 'pubsubGrpc' | 'vertex' | 'vertexGrpc' | 'openai' | 'telemetry' | 'logging',
    string
  >;
  buckets: { landing: string; artifacts: string; serving: string };
  functions: { name: string; state: string; pids: number[] }[];
  /** URL of the HTTP function. */
  serve: string;
  /** How far its clock is ahead of this machine's. */
  clockOffsetMilliseconds: number;
  /** What the last application warned of. */
  warnings: PipelineWarning[];
  /** What cannot be delivered for want of a role, and which. */
  undelivered: string[];
}

/** What came of running infra/. */
export interface Applied {
  /** How many resources it declares. */
  resources: number;
  /** Why pipelines do not compile; the others are as their folders say. */
  problems: PipelineProblem[];
  /** What will become a problem, such as a base model that ends soon, and what was replaced. */
  warnings: PipelineWarning[];
}

export interface AdminArgs {
  log: Log;
  /** Undefined while starting. */
  status: () => LocalStatus | undefined;
  /**
   * Runs infra/ again and makes it real.
   * @param replaceRetired pipelines that go on with a successor when their base model has ended
   */
  apply: (replaceRetired: string[]) => Promise<Applied>;
  stop: () => void;
  /** Public keys of the tokens that this cloud signs. */
  keys: () => Promise<object>;
}

export function createAdmin({ log, status, apply, stop, keys }: AdminArgs): Router {
  const router = Router();
  router.get('/_landfall/status', (_request, response) => {
    const current = status();
    if (current) response.json(current);
    else response.status(503).json({ error: 'the local cloud is starting' });
  });

  router.get('/_landfall/logs', async (request, response) => {
    const { stage, run, since, follow } = request.query as Record<string, string | undefined>;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    response.type('application/x-ndjson').flushHeaders();
    const filter = { ...(stage && { stage }), ...(run && { run }), ...(since && { since }) };
    for await (const entry of follow ? log.follow(filter, gone.signal) : log.read(filter)) {
      if (gone.signal.aborted) return;
      response.write(`${JSON.stringify(entry)}\n`);
    }
    response.end();
  });

  router.post('/_landfall/apply', async (request, response) => {
    try {
      response.json(await apply([request.query['replaceRetired'] ?? []].flat().map(String)));
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof ProgramError) response.status(422).json({ error: message, problems: error.problems });
      else if (error instanceof UnknownToLocalCloud)
        response.status(422).json({ error: message, problems: error.what });
      else response.status(500).json({ error: message, problems: [] });
    }
  });

  router.post('/_landfall/stop', (_request, response) => {
    response.json({});
    response.once('finish', stop);
  });

  // Where Google's are on www.googleapis.com.
  router.get('/oauth2/v3/certs', async (_request, response) => {
    response.json(await keys());
  });
  return router;
}
