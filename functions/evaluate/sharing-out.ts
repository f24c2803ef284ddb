/** Many answers are asked for by evaluation-shard, some of the parts each, beside each other, or by a batch: evaluate comes back when they are there. */
import { isPermanent, type PermanentError } from '../../core/errors';
import { answersInPart, sharedOutPath } from '../../core/ledger-layout';
import { isOfAsked } from '../../core/over-budget';
import { together } from '../../core/together';
import { plural } from '../../core/wording';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asking } from '../shared/evaluation/asking';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import {
  answersOf,
  atOnce,
  folderOf,
  partsOf,
  type MeasuredAnswer,
  type Measure,
  type PartRange,
  type SubjectAnswers,
} from '../shared/evaluation/recorded-answers';
import { findUnaskable, recordUnaskable, shardEvent } from '../shared/evaluation/shards';
import type { Subject } from '../shared/evaluation/subjects';
import type { EvaluateContext } from './context';
import { isForBatch, recordBatch, startBatch } from './batches';
import { mostAtOnce, type PlannedLook } from './looks';

/** Seconds that a shard is to take, at the pace of the first answers; and the most parts that it is given. */
const [secondsOfShard, mostParts] = [40, 40];

/**
 * Minutes without a new answer after which evaluate asks for the rest itself: whatever was to ask for it is lost. One that still
 * lives comes again within ten, which is the longest back-off.
 */
const patience = 15;

/** How far the answers of a subject were at evaluate's last look. */
interface SharedOut {
  /** Parts that the subject was asked for until then: of a further look it has more, which are shared out anew. */
  until: number;
  missing: number;
  since: string;
  isTakenBack?: true;
  /** The job, where it is a batch that answers. */
  batch?: string;
  /** The provider has not answered it: it is shared out among shards. */
  hasNoBatch?: true;
}

/** What others are asked for. */
export interface ToCome {
  answers: number;
  /** Jobs of those that a batch gives. */
  batches: string[];
}

const nothing: ToCome = { answers: 0, batches: [] };

interface Work {
  subject: Subject;
  /** Names of the parts that it is asked for by now. */
  names: string[];
  /** Those not on record, by their number. */
  missing: number[];
  sharedOut?: SharedOut;
  /** It is not asked in a batch again. */
  hasNoBatch?: true;
}

/**
 * @returns what is still to come from others
 * @throws PermanentError when nothing can be asked of the base
 */
export async function shareOut(
  subjects: Subject[],
  { heldOut, planned }: Pick<PlannedLook, 'heldOut' | 'planned'>,
  measure: Measure,
  context: EvaluateContext,
): Promise<ToCome> {
  const works = (await together(subjects.map((subject) => workOf(subject, heldOut, context)))).flat();
  const fresh = works.filter(({ sharedOut }) => !sharedOut);
  const isMuch = planned.length > 1 || answersIn(fresh.flatMap(({ missing }) => missing)) > mostAtOnce;
  const left = await together([
    ...works.map((work) => (work.sharedOut ? lookAgain(work, work.sharedOut, heldOut, measure, context) : nothing)),
    ...fresh.map((work) => (isMuch || isBatch(work, context) ? giveAway(work, heldOut, measure, context) : nothing)),
  ]);
  return {
    answers: left.reduce((sum, { answers }) => sum + answers, 0),
    batches: left.flatMap(({ batches }) => batches),
  };
}

const answersIn = (parts: number[]): number => parts.length * answersInPart;

/** Nothing for a subject that has answered all, or cannot be asked. */
async function workOf(subject: Subject, { examples }: HeldOutSet, context: EvaluateContext): Promise<Work[]> {
  const { run, deps } = context;
  const names = [...partsOf(subject, examples.places, run).keys()];
  const absent = new Set(await deps.ledger.parts(run, 'evaluate').missing(names));
  if (absent.size === 0 || (await findUnaskable(subject, context))) return [];
  const found = await deps.objects.read(recordOf(subject, context));
  const missing = names.flatMap((name, number) => (absent.has(name) ? [number] : []));
  const last = found && (JSON.parse(found.text) as SharedOut);
  return [{ subject, names, missing, ...(last?.until === names.length && { sharedOut: last }) }];
}

const recordOf = (subject: Subject, { run, deps }: EvaluateContext): string =>
  deps.ledger.artifactUri(sharedOutPath(run, folderOf(subject, run)));

/** What is still to come of a subject that was shared out; nothing once evaluate has taken it back. */
async function lookAgain(
  work: Work,
  last: SharedOut,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<ToCome> {
  const { deps, log } = context;
  const { subject, names, missing } = work;
  if (last.batch !== undefined) return lookAtBatch(work, last.batch, heldOut, measure, context);
  if (last.isTakenBack) return nothing;
  const now = deps.clock.now();
  const isFurther = missing.length < last.missing;
  const isLost = !isFurther && now.getTime() - Date.parse(last.since) >= patience * 60_000;
  if (isFurther)
    await note(subject, { ...last, until: names.length, missing: missing.length, since: now.toISOString() }, context);
  if (!isLost) return fromShards(missing);
  await note(subject, { ...last, isTakenBack: true }, context);
  const { name } = subject;
  log.warning(
    `nobody has answered for ${name} in ${patience} minutes: the last ${plural(answersIn(missing), 'answer')} are asked for here`,
    { candidate: name },
  );
  return nothing;
}

/** One that has failed costs no answer: shards are asked in its place. */
async function lookAtBatch(
  work: Work,
  name: string,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<ToCome> {
  const { subject } = work;
  const job = await context.deps.batchOf(subject.configuration).get(name).catch(whyNot);
  if (!(job instanceof Error) && job.state === 'running') return { ...nothing, batches: [name] };
  if (!(job instanceof Error) && job.state === 'succeeded' && job.answersUri) {
    await recordBatch(batchFor(work), job.answersUri, { heldOut, measure }, context);
    return nothing;
  }
  const reason = job instanceof Error ? job.message : (job.error ?? `the batch has ${job.state}`);
  return withoutBatch(work, reason, heldOut, measure, context);
}

async function withoutBatch(
  work: Work,
  reason: string,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<ToCome> {
  const { subject } = work;
  context.log.warning(`${subject.name} answers no batch, and is asked one by one: ${reason}`, {
    candidate: subject.name,
  });
  return giveAway({ ...work, hasNoBatch: true }, heldOut, measure, context);
}

const fromShards = (missing: number[]): ToCome => ({ ...nothing, answers: answersIn(missing) });

const batchFor = ({ subject, names, missing }: Work) => ({
  subject,
  missing: missing.map((number) => names[number]!),
  until: names.length,
});

const isBatch = (work: Work, context: EvaluateContext): boolean =>
  !work.hasNoBatch && isForBatch(batchFor(work), answersIn(work.missing), context);

/** A permanent error is an answer here. */
function whyNot(error: unknown): PermanentError {
  if (!isPermanent(error)) throw error;
  return error as PermanentError;
}

const note = (subject: Subject, sharedOut: SharedOut, context: EvaluateContext): Promise<string> =>
  context.deps.objects.write(recordOf(subject, context), JSON.stringify(sharedOut));

/**
 * The first part is asked here: whoever cannot be asked is found out by it, and so is the pace. Said before it is noted: after a
 * crash in between it is said again, and a shard that is done already asks for nothing.
 */
async function giveAway(work: Work, heldOut: HeldOutSet, measure: Measure, context: EvaluateContext): Promise<ToCome> {
  const { subject, names, missing, hasNoBatch } = work;
  // Whoever has answered before can be asked.
  if (missing.length < names.length && isBatch(work, context)) return askInBatch(work, heldOut, measure, context);
  const [first, ...rest] = missing as [number, ...number[]];
  const probe = await askFirst(subject, first, heldOut, measure, context).catch(async (error: unknown) => {
    if (subject.name === 'base' || !isOfAsked(error)) throw error;
    await recordUnaskable(subject, error, context);
  });
  if (!probe) return nothing;
  const others = { ...work, missing: rest };
  if (isBatch(others, context)) return askInBatch(others, heldOut, measure, context);
  const now = context.deps.clock.now().toISOString();
  const until = names.length;
  const shards = shardsOf(rest, partsInTime(probe.measured));
  await together(shards.map((range) => context.deps.publish(shardEvent(subject, { ...range, until }, context))));
  await note(subject, { until, missing: rest.length, since: now, ...(hasNoBatch && { hasNoBatch }) }, context);
  context.log.info(
    `${plural(answersIn(rest), 'answer')} of ${subject.name} are asked for in ${plural(shards.length, 'shard')}`,
  );
  return fromShards(rest);
}

async function askInBatch(
  work: Work,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<ToCome> {
  const { subject, names, missing } = work;
  const job = await startBatch(batchFor(work), heldOut, context).catch(whyNot);
  if (job instanceof Error) return withoutBatch(work, job.message, heldOut, measure, context);
  const since = context.deps.clock.now().toISOString();
  await note(subject, { until: names.length, missing: missing.length, since, batch: job.name }, context);
  context.log.info(`${plural(answersIn(missing), 'answer')} of ${subject.name} are asked for in a batch, ${job.name}`);
  return { ...nothing, batches: [job.name] };
}

async function askFirst(
  subject: Subject,
  first: number,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<SubjectAnswers | undefined> {
  const own = await heldOutFor(subject, heldOut, context);
  return answersOf(subject, { ...own.examples, ask: asking(subject, own, measure, context) }, context, {
    first,
    parts: 1,
  });
}

/** At the pace of these answers. */
function partsInTime(measured: MeasuredAnswer[]): number {
  const latencies = measured.flatMap(({ latencyMs }) => latencyMs ?? []);
  const total = latencies.reduce((sum, latency) => sum + latency, 0);
  const ofPart = (total / latencies.length) * answersInPart;
  return Math.max(1, Math.min(mostParts, Math.floor((secondsOfShard * 1000 * atOnce) / ofPart) || mostParts));
}

/** Rows of parts, each at most so long from its first to its last; what lies between and is on record, its shard passes over. */
function shardsOf(missing: number[], most: number): PartRange[] {
  const shards: PartRange[] = [];
  for (const number of missing) {
    const last = shards.at(-1);
    if (last && number < last.first + most) last.parts = number - last.first + 1;
    else shards.push({ first: number, parts: 1 });
  }
  return shards;
}
