/** The life of every stage: decode, find the run, answer from the record, lease, handle, record, emit. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { EventData, Run, StageResult } from '../../../schemas/generated/types';
import type { Clock } from './clock';
import { describeError, isPermanent, isRetryable } from '../../../core/errors';
import { contractOf, type InputOf, type OutputOf, type StageName } from '../../../core/stages';
import { decodeEvent, UndecodableError, type Event, type PushedMessage } from './events';
import { lazy } from './lazy';
import { acquireLease } from './lease';
import { leasePath, type RunName } from '../../../core/ledger-layout';
import type { Ledger } from './ledger';
import type { Log } from './log';
import type { Objects } from './objects';

/** What every stage needs of the world; a stage adds its own clients. */
export interface StageDeps {
  objects: Objects;
  ledger: Ledger;
  publish(event: Event): Promise<void>;
  clock: Clock;
  log: Log;
  /** Who we are in a lease: another one in every process. */
  holder: string;
}

export interface StageContext<D extends StageDeps> {
  run: Run;
  deps: D;
  log: Log;
  /** Aborted when the lease is lost. */
  signal: AbortSignal;
  /** True when what is begun now might not end before Cloud Run cuts the function off. */
  isTimeUp: () => boolean;
}

/** Seconds before the time limit from which nothing new is begun: one piece of work, and the way out. */
const margin = 60;

export interface StageDefinition<S extends StageName, D extends StageDeps> {
  /** Of its contract in core/stages.ts, of the function, of its folder, and of its folder in the ledger. */
  name: S;
  createDeps(): D | Promise<D>;
  /** The runs that the event is about; by default the one that its data names. */
  findRuns?(data: EventData[InputOf<S>], deps: D): Promise<Run[]>;
  /**
   * Does the stage's work, repeatably. Undefined says "not yet": nothing is recorded and the message is acknowledged. A stage
   * that resumes, by its contract, is brought back by watch and goes on.
   */
  handle(data: EventData[InputOf<S>], context: StageContext<D>): Promise<OutputOf<S> | undefined>;
  /** Clears away what only mattered until the event was out; may run again after a crash. */
  settle?(run: Run, deps: D): Promise<void>;
}

/**
 * The CloudEvent function of a stage. It returns (the message is acknowledged) when the stage is done, failed for good,
 * has nothing to do, or cannot read the message; it throws (the message comes again) for everything else.
 *
 * A message that cannot be decoded is logged and acknowledged rather than dead-lettered: every topic also flows into
 * landfall.events, where it stays to be read, and no number of deliveries would make it readable.
 */
export function defineStage<S extends StageName, D extends StageDeps>(stage: StageDefinition<S, D>) {
  const dependencies = lazy(() => stage.createDeps());

  // Exactly one parameter: the framework would wait for a second one, a callback, to be called.
  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const isTimeUp = timer(stage.name, deps.clock);
    const event = decode(stage, cloudEvent.data?.message ?? {}, deps.log);
    if (!event) return;

    const data = event.data as EventData[InputOf<S>];
    const runs = stage.findRuns
      ? await stage.findRuns(data, deps)
      : await findNamedRun(data as unknown as RunName, deps);
    const failures: { error: unknown; line: string }[] = [];
    for (const run of runs) {
      const log = deps.log.with({ pipeline: run.pipeline, run: run.run });
      await advance(stage, data, { run, deps, log, isTimeUp }).catch((error: unknown) => {
        failures.push({ error, line: log.entry(...complaintAbout(error)) });
      });
    }
    if (failures.length === 0) return;
    const { error } = failures[0]!;
    // The framework prints the stack of what it is thrown, which would pass for a crash. With lines of the log in its
    // place the print is the log, and a twin that waits for its brother is a warning and no more.
    if (error instanceof Error) error.stack = failures.map(({ line }) => line).join('\n');
    throw error;
  };
}

function timer(name: StageName, clock: Clock): () => boolean {
  const end = clock.now().getTime() + (contractOf(name).timeLimit - margin) * 1000;
  return () => clock.now().getTime() >= end;
}

function complaintAbout(error: unknown): Parameters<Log['entry']> {
  const { name, message } = describeError(error);
  if (isRetryable(error)) return ['WARNING', `to be delivered again: ${message}`];
  const { stack } = error as Error;
  return ['ERROR', `unforeseen, to be delivered again: ${message}`, { error: name, stack }];
}

function decode<S extends StageName, D extends StageDeps>(
  stage: StageDefinition<S, D>,
  message: PushedMessage,
  log: Log,
): Event | undefined {
  const { hears } = contractOf(stage.name);
  try {
    const event = decodeEvent(message);
    if (event.type === hears) return event;
    throw new UndecodableError(`${stage.name} reads ${hears}, not ${event.type}`);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    log.error(`acknowledged unread: ${error.message}`, {
      messageId: message.messageId,
      attributes: message.attributes,
    });
    return undefined;
  }
}

async function findNamedRun(name: RunName, { ledger, log }: StageDeps): Promise<Run[]> {
  const run = await ledger.findRun(name);
  if (!run) log.error(`there is no run ${name.run} of ${name.pipeline}`, { pipeline: name.pipeline, run: name.run });
  return run ? [run] : [];
}

async function advance<S extends StageName, D extends StageDeps>(
  stage: StageDefinition<S, D>,
  data: EventData[InputOf<S>],
  { run, deps, ...rest }: Omit<StageContext<D>, 'signal'>,
): Promise<void> {
  const marks = contractOf(stage.name).resumes ? deps.ledger.inFlight(stage.name) : undefined;
  const finish = async (result: StageResult) => {
    await deps.publish(eventOf(run, result));
    await stage.settle?.(run, deps);
    await marks?.unmark(run);
  };

  const recorded = await deps.ledger.findResult(run, stage.name);
  if (recorded) return finish(recorded);

  const lease = await acquireLease(deps.ledger.artifactUri(leasePath(run, stage.name)), deps);
  try {
    // A twin may have finished between our look at the record and our lease.
    const meanwhile = await deps.ledger.findResult(run, stage.name);
    if (meanwhile) return await finish(meanwhile);
    const result = await perform(stage, data, { run, deps, ...rest, signal: lease.signal });
    if (result) await finish(await deps.ledger.recordResult(run, result));
    else {
      // A twin that has taken over goes on by itself.
      lease.signal.throwIfAborted();
      await marks?.mark(run);
    }
  } finally {
    await lease.release();
  }
}

async function perform<S extends StageName, D extends StageDeps>(
  stage: StageDefinition<S, D>,
  data: EventData[InputOf<S>],
  context: StageContext<D>,
): Promise<StageResult | undefined> {
  const { clock } = context.deps;
  const startedAt = clock.now().toISOString();
  const ended = () => ({ stage: stage.name, startedAt, finishedAt: clock.now().toISOString() });
  try {
    const output = await stage.handle(data, context);
    return output && { ...ended(), status: 'succeeded', output };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const described = describeError(error);
    context.log.error(described.message, { error: described });
    return { ...ended(), status: 'failed', error: described };
  }
}

/** The event that a recorded result stands for: the same id, time and data however often it is emitted. */
export function eventOf({ pipeline, run }: RunName, { stage, finishedAt, output, error }: StageResult): Event {
  const envelope = { id: `${run}/${stage}`, source: `/landfall/${stage}`, time: finishedAt, subject: run };
  if (output) return { ...envelope, ...output } as Event;
  const failure = error ?? { name: 'Error', message: 'failed without a recorded reason' };
  return { ...envelope, type: 'landfall.stage.failed.v1', data: { pipeline, run, stage, error: failure } };
}
