/** evaluation-shard: asks one subject some of the held-out examples, and brings evaluate back when nothing more is to be asked of it. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { Run } from '../../schemas/generated/types';
import { isPermanent, RetryableError } from '../../core/errors';
import { shardLeasePath } from '../../core/ledger-layout';
import { parsePrompt } from '../../core/prompt';
import { evaluationShard } from '../../core/functions';
import { plural } from '../../core/wording';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asking } from '../shared/evaluation/asking';
import type { EvaluationContext, EvaluationDeps } from '../shared/evaluation/context';
import { findHeldOut } from '../shared/evaluation/held-out';
import { answersOf, folderOf, measuring, partsOf } from '../shared/evaluation/recorded-answers';
import { recordUnaskable, type Shard } from '../shared/evaluation/shards';
import type { Subject } from '../shared/evaluation/subjects';
import { withPurse } from '../shared/spending/purse';
import { eventHeard, toComeAgain } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { acquireLease } from '../shared/stage/lease';
import { configurationOf } from '../shared/stage/ledger';
import type { Log } from '../shared/stage/log';
import { startOf } from '../shared/stage/start-of';
import { startTimeLimit } from '../shared/stage/time-limit';

/** The CloudEvent function. It returns when its parts are on record, or nobody needs them, and throws until then. */
export function createEvaluationShard(createDeps: () => EvaluationDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const limit = startTimeLimit(evaluationShard.timeLimit, deps.clock);
    const shard: Shard | undefined = eventHeard(evaluationShard, cloudEvent.data?.message ?? {}, deps.log)?.data;
    const log = deps.log.with({ pipeline: shard?.pipeline, run: shard?.run, candidate: shard?.subject.name });
    try {
      if (shard) await limit.within(answer(shard, { ...limit, deps, log }));
    } catch (error) {
      throw toComeAgain(error, log);
    } finally {
      limit.stop();
    }
  };
}

type Limits = Pick<EvaluationContext, 'deps' | 'signal' | 'isTimeUp'> & { log: Log };

async function answer(shard: Shard, { log, ...limits }: Limits): Promise<void> {
  const { deps, signal } = limits;
  const { ledger } = deps;
  const run = await ledger.findRun(shard);
  if (!run) return log.error(`there is no run ${shard.run} of ${shard.pipeline}`);
  const isOver = async () => (await ledger.findResult(run, 'evaluate')) || (await ledger.isCancelled(run));
  const over = 'nothing is asked any more: the evaluation is over';
  if (await isOver()) return log.info(over);

  const subject = await subjectOf(shard, run, deps);
  const leaseUri = ledger.artifactUri(shardLeasePath(run, folderOf(subject, run), shard.first));
  // A twin would ask, and pay for, the same.
  const lease = await acquireLease(leaseUri, deps);
  try {
    // Whoever cancels records it first and takes away the leases then: one of the two stops us.
    if (await isOver()) return log.info(over);
    const context = { ...limits, run, signal: AbortSignal.any([lease.signal, signal]) };
    const isDone = await withPurse(run, deps, (purse) => askAll(subject, shard, { ...context, purse }));
    if (isDone) await bringBack(run, deps);
  } finally {
    await lease.release();
  }
}

/** It is asked under the configuration that it was tuned under; under that of the present run where its own run is gone. */
async function subjectOf({ pipeline, subject }: Shard, run: Run, { ledger }: EvaluationDeps): Promise<Subject> {
  const { tunedIn, promptDigest = parsePrompt(configurationOf(run).prompt).digest, ...named } = subject;
  const own = tunedIn === undefined ? undefined : await ledger.findRun({ pipeline, run: tunedIn });
  return {
    ...named,
    promptDigest,
    configuration: own?.configuration ?? configurationOf(run),
    ...(tunedIn !== undefined && { tunedIn }),
  };
}

/**
 * True when nothing more is to be asked of the subject by now: all its answers are on record, those of other shards too, or it was found
 * that it cannot be asked, which evaluate tells.
 * @throws RetryableError when the time is up before
 */
async function askAll(subject: Subject, { first, parts, until }: Shard, context: EvaluationContext): Promise<boolean> {
  const { run, deps } = context;
  const heldOut = await findHeldOut(run, deps);
  if (!heldOut) throw new RetryableError('the held-out examples are not on record');
  const { labels } = heldOut;
  try {
    const { examples } = await heldOutFor(subject, heldOut, context);
    const ask = asking(subject, { examples, labels }, await measuring(labels, context), context);
    const answers = await answersOf(subject, { ...examples, ask }, context, { first, parts });
    if (!answers) throw new RetryableError(`the time is up before ${plural(parts, 'part')} were answered`);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await recordUnaskable(subject, error, context);
    return true;
  }
  const names = [...partsOf(subject, heldOut.examples.places, run).keys()].slice(0, until);
  return (await deps.ledger.parts(run, 'evaluate').missing(names)).length === 0;
}

async function bringBack(run: Run, deps: EvaluationDeps): Promise<void> {
  const said = await startOf('evaluate', run, deps.ledger);
  if (said) await deps.publish(said);
}
