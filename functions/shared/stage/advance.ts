/** A stage of one run, moved on by one delivery: answered from the record, or leased, handled, recorded; then said. */
import type { EventData, Run, StageResult } from '../../../schemas/generated/types';
import { describeError, isPermanent, isTimeUp, TimeUpError } from '../../../core/errors';
import { eventOf } from '../../../core/event';
import { leasePath } from '../../../core/ledger-layout';
import { contractOf, type InputOf, type StageName } from '../../../core/stages';
import type { StageContext, StageDefinition, StageDeps } from './definition';
import { acquireLease } from './lease';
import { countRound, noFurther } from './rounds';
import type { TimeLimit } from './time-limit';

/** One delivery of one stage. */
export interface Delivery<S extends StageName, D extends StageDeps> {
  stage: StageDefinition<S, D>;
  data: EventData[InputOf<S>];
  deps: D;
  limit: TimeLimit;
}

type Context<D extends StageDeps> = Pick<StageContext<D>, 'run' | 'log'>;

/** @throws whatever is to make the message come again */
export async function advance<S extends StageName, D extends StageDeps>(
  delivery: Delivery<S, D>,
  context: Context<D>,
): Promise<void> {
  const { stage, deps, limit } = delivery;
  const { run } = context;
  try {
    const result = (await deps.ledger.findResult(run, stage.name)) ?? (await work(delivery, context));
    if (!result) return;
    if (result !== 'cancelled') await deps.publish(eventOf(run, result));
    if (stage.settle) await limit.within(stage.settle(run, deps));
    if (contractOf(stage.name).resumes) await deps.ledger.inFlight(stage.name).unmark(run);
  } catch (error) {
    if (!isTimeUp(error)) throw error;
    await leave(delivery, context, error);
  }
}

/**
 * Marks the run, so that it is brought back. One that has come back as often as a message is delivered, each time for nothing,
 * has failed: it would be billed for ever.
 */
async function leave<S extends StageName, D extends StageDeps>(
  { stage, deps }: Delivery<S, D>,
  { run, log }: Context<D>,
  { message, waitsFor }: Pick<TimeUpError, 'message' | 'waitsFor'> = new TimeUpError('the time is up'),
): Promise<StageResult | undefined> {
  const { resumes, deliveries } = contractOf(stage.name);
  // What does not resume is started again by the clock, or by what it waits for.
  if (!resumes) return undefined;
  log.info(`left under way: ${message}`, waitsFor && { waitsFor });
  if (waitsFor && !('job' in waitsFor)) {
    // It has done its own part: how long another run, a batch, people's requests or a person takes is not held against it.
    await deps.ledger.inFlight(stage.name).mark(run, { waitsFor });
    return undefined;
  }
  const rounds = await countRound(run, stage.name, waitsFor, deps);
  if (rounds.number <= deliveries) {
    await deps.ledger.inFlight(stage.name).mark(run, { waitsFor });
    return undefined;
  }
  const error = noFurther(rounds, message);
  log.error(error.message, { error });
  const times = { startedAt: rounds.since, finishedAt: deps.clock.now().toISOString() };
  return deps.ledger.recordResult(run, { stage: stage.name, status: 'failed', ...times, error });
}

/**
 * Undefined when nothing has come of it yet; of a run that was cancelled nothing is begun any more. While work goes on there is
 * a lease, a mark or an unacknowledged message: the mark is made before the lease is given back, so that nobody takes the run
 * for one that was given up.
 */
async function work<S extends StageName, D extends StageDeps>(
  delivery: Delivery<S, D>,
  context: Context<D>,
): Promise<StageResult | 'cancelled' | undefined> {
  const { stage, deps, limit } = delivery;
  const { run, log } = context;
  if (limit.isTimeUp()) return leave(delivery, context);
  const lease = await acquireLease(deps.ledger.artifactUri(leasePath(run, stage.name)), deps);
  try {
    // A twin may have finished between our look at the record and our lease.
    const meanwhile = await deps.ledger.findResult(run, stage.name);
    if (meanwhile) return meanwhile;
    // Whoever cancels records it first and takes away the leases then: one of the two stops us.
    if (await deps.ledger.isCancelled(run)) {
      log.info('the run is cancelled: nothing is done any more');
      return 'cancelled';
    }
    const result = await perform(delivery, { ...context, signal: AbortSignal.any([lease.signal, limit.signal]) });
    if (result) return await deps.ledger.recordResult(run, result);
    lease.signal.throwIfAborted();
    return await leave(delivery, context);
  } catch (error) {
    // A twin that has taken over goes on by itself.
    lease.signal.throwIfAborted();
    if (isTimeUp(error)) return await leave(delivery, context, error);
    await remember(error, delivery, run);
    throw error;
  } finally {
    await lease.release();
  }
}

/** For whoever has to say why, should no delivery do better. It must not stand in the way of the error itself. */
async function remember<S extends StageName, D extends StageDeps>(
  error: unknown,
  { stage, deps }: Delivery<S, D>,
  run: Run,
): Promise<void> {
  const attempt = { at: deps.clock.now().toISOString(), error: describeError(error) };
  await deps.ledger.recordAttempt(run, stage.name, attempt).catch(() => {});
}

async function perform<S extends StageName, D extends StageDeps>(
  { stage, data, deps, limit }: Delivery<S, D>,
  context: Omit<StageContext<D>, 'deps' | 'isTimeUp'>,
): Promise<StageResult | undefined> {
  const { clock } = deps;
  const startedAt = clock.now().toISOString();
  const ended = () => ({ stage: stage.name, startedAt, finishedAt: clock.now().toISOString() });
  try {
    const output = await limit.within(stage.handle(data, { ...context, deps, isTimeUp: limit.isTimeUp }));
    return output && { ...ended(), status: 'succeeded', output };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const described = describeError(error);
    context.log.error(described.message, { error: described });
    return { ...ended(), status: 'failed', error: described };
  }
}
