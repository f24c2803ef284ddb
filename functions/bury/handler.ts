/** bury: fails the stage whose message no delivery could handle, for the reason that its last delivery gave. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { Run, StageResult } from '../../schemas/generated/types';
import { RetryableError, type Attempt, type StageError } from '../../core/errors';
import { buriedPath, leasePath } from '../../core/ledger-layout';
import { contractOf, topicOf, type StageName } from '../../core/stages';
import { plural } from '../../core/wording';
import { UndecodableError, type PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { isHeld } from '../shared/stage/lease';
import { eventOf, type StageDeps } from '../shared/stage/stage';
import { findRuns } from './find-runs';
import { readLetter, type Letter } from './letter';

/** The CloudEvent function. What is no message of a run is logged; dead letters stay in their own subscription as well. */
export function createBury(createDeps: () => StageDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const message = cloudEvent.data?.message ?? {};
    const letter = read(message, deps);
    if (!letter) return;
    const runs = await findRuns(letter, deps);
    if (runs.length === 0) deps.log.error(`a dead letter of ${letter.stage} is of no run`, about(message));
    for (const run of runs) await endStage(run, letter, deps);
  };
}

function read(message: PushedMessage, { log }: StageDeps): Letter | undefined {
  try {
    return readLetter(message);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    log.error(`a dead letter that cannot be buried: ${error.message}`, about(message));
    return undefined;
  }
}

const about = ({ messageId, attributes }: PushedMessage) => ({ messageId, attributes });

/** @throws RetryableError while someone works on it: a twin of the message may have died of waiting for him. */
async function endStage(run: Run, letter: Letter, deps: StageDeps): Promise<void> {
  const { stage } = letter;
  const { ledger, objects, clock } = deps;
  const buriedUri = ledger.artifactUri(buriedPath(run, stage));
  const log = deps.log.with({ pipeline: run.pipeline, run: run.run });
  const marks = ledger.inFlight(stage);

  const recorded = await ledger.findResult(run, stage);
  if (!recorded) {
    if (await ledger.isCancelled(run)) return log.info(`the run was cancelled before ${stage} had ended`);
    // In this order: a stage marks its run before it gives the lease back.
    if (await isHeld(ledger.artifactUri(leasePath(run, stage)), deps))
      throw new RetryableError(`${stage} is at work on ${run.run}`);
    if (await marks.find(run)) return log.info(`${stage} is under way, and goes on without the dead letter`);
  }
  // Brought back once, and dead again: it would go on so for ever, and say its event each time.
  if (recorded && (await objects.read(buriedUri))) return log.error(endless(stage), { status: recorded.status });
  // A late twin may be first: what is on record counts, for it as for us.
  const result = recorded ?? (await ledger.recordResult(run, await failureOf(run, letter, deps)));
  log.error(`a message of ${stage} has died`, { status: result.status, error: result.error });
  if (result.status === 'failed') await deps.publish(eventOf(run, result));
  // The stage itself says what is on record, once more or for the first time, and clears away what it has left.
  if (contractOf(stage).resumes) await marks.mark(run);
  await ledger.writeOnce(buriedUri, { at: clock.now().toISOString() });
}

const endless = (stage: StageName) =>
  `${stage} is on record, but comes to no end, and is not brought back again: mend what its log complains of, then publish ` +
  `this message to ${topicOf(contractOf(stage).hears)} again, from the subscription of dead-letter`;

async function failureOf(
  run: Run,
  { stage, deliveries, publishedAt }: Letter,
  { ledger, clock }: StageDeps,
): Promise<StageResult> {
  const finishedAt = clock.now().toISOString();
  const error = errorOf(deliveries, stage, await ledger.findAttempt(run, stage));
  return { stage, status: 'failed', startedAt: publishedAt || finishedAt, finishedAt, error };
}

const mend = 'mend the cause, then drop the batch again';

function errorOf(deliveries: number, stage: string, attempt: Attempt | undefined): StageError {
  const reason = attempt?.error.message ?? 'none of them came so far as to say why';
  return {
    name: 'DeadLetterError',
    message: `given up after ${plural(deliveries, 'attempt')}: ${reason}`,
    ...(attempt?.error.where && { where: attempt.error.where }),
    fix: attempt ? mend : `npx landfall logs ${stage} has what it said of itself, if it started at all: ${mend}`,
  };
}
