/** The life of every stage: a message is read, the runs that it is about are found, and each is moved on. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { EventData, Run } from '../../../schemas/generated/types';
import { atMost } from '../../../core/at-most';
import { describeError, isRetryable, isTimeUp, RetryableError } from '../../../core/errors';
import type { RunName } from '../../../core/ledger-layout';
import { contractOf, type InputOf, type StageName } from '../../../core/stages';
import { advance, type Delivery } from './advance';
import type { StageDefinition, StageDeps } from './definition';
import { eventHeard } from './delivered';
import type { PushedMessage } from './events';
import { lazy } from './lazy';
import type { Log } from './log';
import { startTimeLimit } from './time-limit';

export type { StageContext, StageDefinition, StageDeps } from './definition';
export { eventOf } from '../../../core/event';

/** Runs that one delivery moves on at the same time: more than one have only the ticks of a clock. */
const runsAtOnce = 8;

/**
 * The CloudEvent function of a stage. It returns (the message is acknowledged) when the stage is done, failed for good, left
 * under way, has nothing to do, or cannot read the message; it throws (the message comes again) for everything else, unless
 * the message is a tick: that is worth nothing once the next one has come.
 *
 * A message that cannot be decoded is logged and acknowledged rather than dead-lettered: every topic also flows into
 * landfall.events, where it stays to be read, and no number of deliveries would make it readable.
 */
export function defineStage<S extends StageName, D extends StageDeps>(stage: StageDefinition<S, D>) {
  const dependencies = lazy(() => stage.createDeps());

  // Exactly one parameter: the framework would wait for a second one, a callback, to be called.
  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const { name } = stage;
    const { hears, timeLimit } = contractOf(name);
    const event = eventHeard({ name, hears }, cloudEvent.data?.message ?? {}, deps.log);
    if (!event) return;
    const limit = startTimeLimit(timeLimit, deps.clock);
    try {
      await deliver({ stage, data: event.data as EventData[InputOf<S>], deps, limit });
    } finally {
      limit.stop();
    }
  };
}

async function deliver<S extends StageName, D extends StageDeps>(delivery: Delivery<S, D>): Promise<void> {
  const { stage, deps, limit } = delivery;
  const { ticks } = contractOf(stage.name);
  const runs = await limit.within(runsOf(delivery)).catch((error: unknown) => {
    // Nothing can be left under way of a run that is not known.
    if (!ticks) throw isTimeUp(error) ? new RetryableError(error.message, { cause: error }) : error;
    leaveToNextTick(error, deps.log);
    return [];
  });
  const failures: { error: unknown; line: string }[] = [];
  await atMost(runsAtOnce, runs, async (run) => {
    const log = deps.log.with({ pipeline: run.pipeline, run: run.run });
    await advance(delivery, { run, log }).catch((error: unknown) => {
      if (ticks) leaveToNextTick(error, log);
      else failures.push({ error, line: log.entry(...complaintAbout(error, 'to be delivered again')) });
    });
  });
  if (failures.length === 0) return;
  const { error } = failures[0]!;
  // The framework prints the stack of what it is thrown, which would pass for a crash. With lines of the log in its
  // place the print is the log, and a twin that waits for its brother is a warning and no more. The error itself keeps its
  // own: thrown again by whoever holds it, each line would quote all lines before.
  const stack = failures.map(({ line }) => line).join('\n');
  throw error instanceof Error ? (Object.create(error, { stack: { value: stack } }) as Error) : error;
}

/** An event that names its run is about that one, whatever else it says. */
async function runsOf<S extends StageName, D extends StageDeps>({
  stage,
  data,
  deps,
  limit,
}: Delivery<S, D>): Promise<Run[]> {
  const named = data as Partial<RunName>;
  if (stage.findRuns && named.run === undefined) return stage.findRuns(data, deps, limit);
  const run = await deps.ledger.findRun(named as RunName);
  if (!run)
    deps.log.error(`there is no run ${named.run} of ${named.pipeline}`, {
      pipeline: named.pipeline,
      run: named.run,
    });
  return run ? [run] : [];
}

function leaveToNextTick(error: unknown, log: Log): void {
  const [severity, ...line] = complaintAbout(error, 'left to the next tick');
  if (severity === 'WARNING') log.warning(...line);
  else log.error(...line);
}

function complaintAbout(error: unknown, whatNext: string): Parameters<Log['entry']> {
  const { name, message } = describeError(error);
  if (isRetryable(error) || isTimeUp(error)) return ['WARNING', `${whatNext}: ${message}`];
  const { stack } = error as Error;
  return ['ERROR', `unforeseen, ${whatNext}: ${message}`, { error: name, stack }];
}
