/** trace: spans that serve has logged go to Cloud Trace, whose API takes them as OpenTelemetry writes them. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { isPermanent } from '../../core/errors';
import { trace } from '../../core/functions';
import { eventHeard, toComeAgain } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import type { TraceDeps } from './deps';
import { otlpOf } from './otlp';

/** The CloudEvent function. Spans may come twice, under the same ids; it throws until Cloud Trace has them. */
export function createTrace(createDeps: () => TraceDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const { log, send, ...place } = await dependencies();
    const traced = eventHeard(trace, cloudEvent.data?.message ?? {}, log)?.data;
    if (!traced) return;
    try {
      await send(otlpOf(traced, place));
    } catch (error) {
      if (!isPermanent(error)) throw toComeAgain(error, log);
      log.error(`spans of a trace are lost: ${error.message}`, { trace: traced.spans[0]?.traceId });
    }
  };
}
