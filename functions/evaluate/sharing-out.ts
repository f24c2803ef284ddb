/** Many answers are asked for by evaluation-shard, some of the parts each, beside each other: evaluate comes back when they are there. */
import { isPermanent, type PermanentError } from '../../core/errors';
import { answersInPart, sharedOutPath } from '../../core/ledger-layout';
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
}

interface Work {
  subject: Subject;
  /** Names of the parts that it is asked for by now. */
  names: string[];
  /** Those not on record, by their number. */
  missing: number[];
  sharedOut?: SharedOut;
}

/**
 * @returns how many answers are still to come from others
 * @throws PermanentError when nothing can be asked of the base
 */
export async function shareOut(
  subjects: Subject[],
  { heldOut, planned }: Pick<PlannedLook, 'heldOut' | 'planned'>,
  measure: Measure,
  context: EvaluateContext,
): Promise<number> {
  const works = (await together(subjects.map((subject) => workOf(subject, heldOut, context)))).flat();
  const fresh = works.filter(({ sharedOut }) => !sharedOut);
  const isMuch = planned.length > 1 || answersIn(fresh.flatMap(({ missing }) => missing)) > mostAtOnce;
  const left = await together([
    ...works.map((work) => (work.sharedOut ? lookAgain(work, work.sharedOut, context) : 0)),
    ...fresh.map((work) => (isMuch ? giveAway(work, heldOut, measure, context) : 0)),
  ]);
  return left.reduce((sum, count) => sum + count, 0);
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
  { subject, names, missing }: Work,
  last: SharedOut,
  context: EvaluateContext,
): Promise<number> {
  const { deps, log } = context;
  if (last.isTakenBack) return 0;
  const now = deps.clock.now();
  const isFurther = missing.length < last.missing;
  const isLost = !isFurther && now.getTime() - Date.parse(last.since) >= patience * 60_000;
  if (isFurther)
    await note(subject, { until: names.length, missing: missing.length, since: now.toISOString() }, context);
  if (!isLost) return answersIn(missing);
  await note(subject, { ...last, isTakenBack: true }, context);
  const { name } = subject;
  log.warning(
    `nobody has answered for ${name} in ${patience} minutes: the last ${plural(answersIn(missing), 'answer')} are asked for here`,
    { candidate: name },
  );
  return 0;
}

const note = (subject: Subject, sharedOut: SharedOut, context: EvaluateContext): Promise<string> =>
  context.deps.objects.write(recordOf(subject, context), JSON.stringify(sharedOut));

/**
 * The first part is asked here: whoever cannot be asked is found out by it, and so is the pace. Said before it is noted: after a
 * crash in between it is said again, and a shard that is done already asks for nothing.
 */
async function giveAway(
  { subject, names, missing }: Work,
  heldOut: HeldOutSet,
  measure: Measure,
  context: EvaluateContext,
): Promise<number> {
  const [first, ...rest] = missing as [number, ...number[]];
  const probe = await askFirst(subject, first, heldOut, measure, context).catch(async (error: unknown) => {
    if (subject.name === 'base' || !isPermanent(error)) throw error;
    await recordUnaskable(subject, error as PermanentError, context);
  });
  if (!probe) return 0;
  const shards = shardsOf(rest, partsInTime(probe.measured));
  const until = names.length;
  await together(shards.map((range) => context.deps.publish(shardEvent(subject, { ...range, until }, context))));
  const now = context.deps.clock.now().toISOString();
  await note(subject, { until, missing: rest.length, since: now }, context);
  context.log.info(
    `${plural(answersIn(rest), 'answer')} of ${subject.name} are asked for in ${plural(shards.length, 'shard')}`,
  );
  return answersIn(rest);
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
