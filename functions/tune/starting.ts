/** Starts the tuning jobs of candidates, so many at once: what the provider will not take of one costs the others nothing. */
import { promptedCandidates } from '../../core/candidates';
import { isRetryable, PermanentError } from '../../core/errors';
import { progressPath } from '../../core/ledger-layout';
import type { EventData, Run, TunedCandidate, TuningProgress } from '../../schemas/generated/types';
import { firstJobs, jobKey } from '../shared/models/first-jobs';
import { isForbidden, isQuotaUsedUp, type TuningJob } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { Version } from './context';
import type { StartingPoint } from './starting-points';
import { createJob, findCreated, giveMoneyBack, record, refusedFor, type Created, type Creating } from './creation';

type Started = EventData['landfall.tuning.started.v1'];

export interface Starting {
  version: Version;
  /** Those that the run has already, the oldest first. */
  jobs: TuningJob[];
  /** US dollars that are held, by candidate. */
  held: Map<string, number>;
  /** What each goes on from, by candidate; none where all begin with their bases. */
  startingPoints: Record<string, StartingPoint>;
}

export interface StartedJobs {
  started: Started['jobs'];
  refused: NonNullable<Started['refused']>;
  /** Those that as many jobs are in the way of as may run at once. */
  waiting: string[];
  /** How many of those that were started are running. */
  running: number;
}

/** Deliveries after which what only one candidate fails of is its own fault: some five minutes of back-off. */
const patience = 5;

/**
 * @throws PermanentError where there is none whose job was created, and nothing else to compare, or where one is not, and the
 * pipeline has it so; RetryableError where nobody can say yet what becomes of one, once the others are started
 */
export async function startJobs(
  candidates: TunedCandidate[],
  starting: Starting,
  context: Creating,
): Promise<StartedJobs> {
  const created = new Map<TunedCandidate, Created>();
  const first = firstJobs(starting.jobs, configurationOf(context.run));
  for (const candidate of candidates) {
    const known = await findKnown(candidate, first, context);
    if (known) created.set(candidate, await accepted(candidate, known, context));
  }
  const troubles = new Map<TunedCandidate, Error>();
  const running = await runningOf(starting.jobs, created, context);
  const { maximumParallelJobs } = configurationOf(context.run).pipeline.tuning;
  for (const candidate of candidates) {
    if (created.has(candidate) || running.size >= maximumParallelJobs) continue;
    try {
      const outcome = await createJob(
        candidate,
        { version: starting.version, startingPoint: starting.startingPoints[candidate.id] },
        context,
      );
      if ('job' in outcome) running.add(outcome.job);
      created.set(candidate, await accepted(candidate, outcome, context));
    } catch (error) {
      if (!mayBeOfCandidate(error)) throw error;
      troubles.set(candidate, error);
    }
  }
  const isAnyTaken = [...created.values()].some((each) => 'job' in each);
  for (const [candidate, error] of troubles) {
    if (!isAnyTaken || !(await isPatienceOver(context))) throw error;
    const outcome = await record(candidate, refusedFor(error), context);
    created.set(candidate, await accepted(candidate, outcome, context));
  }
  return sorted(candidates, { ...starting, created, running }, context);
}

/** On record, or found by the provider. @param first of each candidate, and rung, the job that counts */
async function findKnown(
  candidate: TunedCandidate,
  first: ReturnType<typeof firstJobs>,
  context: Creating,
): Promise<Created | undefined> {
  const known = await findCreated(candidate, context);
  if (known) return known;
  const { id, epochs } = candidate;
  const found = first.get(jobKey({ candidate: id, epochs }, configurationOf(context.run)));
  return found && record(candidate, { job: found.name }, context);
}

/** By their names. One that was just created may be in no list yet: it runs until watch has said otherwise. */
async function runningOf(
  listed: TuningJob[],
  created: Map<TunedCandidate, Created>,
  { run, deps }: Creating,
): Promise<Set<string>> {
  const names = new Set(listed.map(({ name }) => name));
  const recorded = [...created.values()].flatMap((each) => ('job' in each ? [each.job] : []));
  const unlisted = recorded.filter((name) => !names.has(name));
  const ended = unlisted.length > 0 ? await endedFor(run, deps) : new Set<string>();
  const running = listed.filter(({ state }) => state === 'running').map(({ name }) => name);
  return new Set([...running, ...unlisted.filter((name) => !ended.has(name))]);
}

/** Jobs that watch was told the end of. */
async function endedFor(run: Run, { ledger, objects }: Creating['deps']): Promise<Set<string>> {
  const found = await objects.read(ledger.artifactUri(progressPath(run, 'tune')));
  const { jobs } = found ? (JSON.parse(found.text) as TuningProgress) : { jobs: [] };
  return new Set(jobs.filter(({ state }) => state !== 'running' && state !== 'queued').map(({ job }) => job));
}

/** A permission that one job lacks and others have, or a failure at what is in it: neither quota nor the service itself. */
const mayBeOfCandidate = (error: unknown): error is Error =>
  isRetryable(error) && !isQuotaUsedUp(error) && (error.mayBeOfInput || isForbidden(error));

const isPatienceOver = async ({ run, deps }: Creating): Promise<boolean> =>
  ((await deps.ledger.findAttempt(run, 'tune'))?.number ?? 0) >= patience;

/** What a candidate has come to: where that is nothing, its money is free again, and the run goes on, or not. */
async function accepted(candidate: TunedCandidate, outcome: Created, context: Creating): Promise<Created> {
  if ('job' in outcome) return outcome;
  await giveMoneyBack(candidate, context);
  const reason = outcome.refused;
  if (configurationOf(context.run).pipeline.tuning.onFailure === 'fail')
    throw notTuned('not every candidate is tuned, and tuning.onFailure is fail', [{ candidate: candidate.id, reason }]);
  return outcome;
}

function sorted(
  candidates: TunedCandidate[],
  {
    created,
    running,
    held,
    startingPoints,
  }: Starting & { created: Map<TunedCandidate, Created>; running: Set<string> },
  { run }: Creating,
): StartedJobs {
  const started: StartedJobs['started'] = [];
  const refused: StartedJobs['refused'] = [];
  const waiting: string[] = [];
  for (const candidate of candidates) {
    const { id, base } = candidate;
    const outcome = created.get(candidate);
    const committed = held.get(id);
    if (!outcome) waiting.push(id);
    else if ('refused' in outcome) refused.push({ candidate: id, base, reason: outcome.refused });
    else {
      const from = startingPoints[id]?.reason;
      const { job } = outcome;
      started.push({ candidate: id, base, job, ...(from && { from }), ...(committed !== undefined && { committed }) });
    }
  }
  const isNothingLeft = started.length + waiting.length === 0 && promptedCandidates(configurationOf(run)).length === 0;
  if (refused.length > 0 && isNothingLeft) throw notTuned('no candidate is tuned', refused);
  return { started, refused, waiting, running: started.filter(({ job }) => running.has(job)).length };
}

const notTuned = (what: string, refused: { candidate: string; reason: string }[]) =>
  new PermanentError(`${what}: ${refused.map(({ candidate, reason }) => `${candidate} (${reason})`).join('; ')}`, {
    where: `candidate ${refused.map(({ candidate }) => candidate).join(', ')}`,
    fix: 'correct the candidates in pipeline.yaml, and drop the batch again',
  });
