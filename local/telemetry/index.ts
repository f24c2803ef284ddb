/**
 * The local Cloud Trace. Written as docs.cloud.google.com/stackdriver/docs/reference/telemetry/v1.traces.post says, in JSON alone; read as
 * docs.cloud.google.com/trace/docs/reference/v1/rest/v1/projects.traces/get does.
 */
import express, { Router, type NextFunction, type Request, type Response } from 'express';
import type { Clock } from '../clock';
import type { Access } from '../iam/access';
import { RpcError, toRpcError } from '../rpc/errors';
import { withPrefix, type State } from '../state';
import { readSpans, type StoredSpan } from './otlp';
import { tracedAs } from './trace';

export interface TelemetryDeps {
  state: State;
  access: Access;
  clock: Pick<Clock, 'now'>;
}

/** Milliseconds that a span is kept (docs.cloud.google.com/trace/docs/quotas, 2026-11-29). */
const retention = 30 * 24 * 60 * 60 * 1000;

export function createTelemetry({ state, access, clock }: TelemetryDeps): Router {
  const spans = state.table<StoredSpan>('trace-spans');
  const isOver = ({ start }: StoredSpan): boolean => Number(start) / 1e6 < clock.now() - retention;
  const over = [...spans.entries()].filter(({ value }) => isOver(value));
  for (const { key } of over) spans.remove(key);

  const router = Router();
  router.post('/v1/traces', express.json({ limit: '4mb' }), (request, response) => {
    if (!request.is('application/json'))
      throw new RpcError('UNIMPLEMENTED', 'The local cloud reads OTLP as JSON: send Content-Type: application/json');
    const sent = readSpans(request.body);
    const caller = access.identify(request.headers.authorization);
    for (const project of new Set(sent.map((one) => one.project)))
      access.check(caller, 'telemetry.traces.write', `projects/${project}`);
    // One that comes again is the same: Pub/Sub delivers at least once.
    state.transaction(() => {
      for (const span of sent) spans.put(`${span.project}/${span.traceId}/${span.spanId}`, span);
    });
    response.json({});
  });
  router.get('/v1/projects/:project/traces/:trace', (request, response) => {
    const { project, trace } = request.params;
    access.check(access.identify(request.headers.authorization), 'cloudtrace.traces.get', `projects/${project}`);
    const found = [...spans.entries(withPrefix(`${project}/${trace}/`))].map(({ value }) => value);
    if (found.length === 0) throw new RpcError('NOT_FOUND', `Resource not found: projects/${project}/traces/${trace}`);
    response.json(tracedAs(project, trace, found));
  });
  router.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const refused = error.status === 400 ? new RpcError('INVALID_ARGUMENT', error.message) : toRpcError(error);
    response.status(refused.httpStatus).json(refused.toBody());
  });
  return router;
}
