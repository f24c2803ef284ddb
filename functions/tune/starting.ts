/** Starts the tuning jobs of candidates: what the provider will not take of one costs the others nothing. */
import { promptedCandidates } from '../../core/candidates';
import { isRetryable, PermanentError } from '../../core/errors';
import type { EventData, TunedCandidate } from '../../schemas/generated/types';
import { jobKey } from '../shared/models/first-jobs';
import { isForbidden, isQuotaUsedUp, type TuningJob } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { Version } from './context';
import { createJob, findCreated, giveMoneyBack, record, refusedFor, type Created, type Creating } from './creation';

type Started = EventData['landfall.tuning.started.v1'];

export interface Starting {
  version: Version;
  /** Those that there are already, by what each is for. */
  jobs: Map<string, TuningJob>;
  /** US dollars that are held, by candidate. */
  held: Map<string, number>;
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
): Promise<{ started: Started['jobs']; refused: NonNullable<Started['refused']> }> {
  const created = new Map<TunedCandidate, Created>();
  const troubles = new Map<TunedCandidate, Error>();
  for (const candidate of candidates) {
    try {
      const outcome = await createdFor(candidate, starting, context);
      if ('refused' in outcome) await refuse(candidate, outcome.refused, context);
      created.set(candidate, outcome);
    } catch (error) {
      if (!mayBeOfCandidate(error)) throw error;
      troubles.set(candidate, error);
    }
  }
  const isAnyTaken = [...created.values()].some((each) => 'job' in each);
  for (const [candidate, error] of troubles) {
    if (!isAnyTaken || !(await isPatienceOver(context))) throw error;
    created.set(candidate, await record(candidate, refusedFor(error), context));
    await refuse(candidate, error.message, context);
  }
  return sorted(candidates, created, starting, context);
}

async function createdFor(candidate: TunedCandidate, { version, jobs }: Starting, context: Creating): Promise<Created> {
  const known = await findCreated(candidate, context);
  if (known) return known;
  const { id, epochs } = candidate;
  const found = jobs.get(jobKey({ candidate: id, epochs }, configurationOf(context.run)));
  return found ? record(candidate, { job: found.name }, context) : createJob(candidate, version, context);
}

/** A permission that one job lacks and others have, or a failure at what is in it: neither quota nor the service itself. */
const mayBeOfCandidate = (error: unknown): error is Error =>
  isRetryable(error) && !isQuotaUsedUp(error) && (error.mayBeOfInput || isForbidden(error));

const isPatienceOver = async ({ run, deps }: Creating): Promise<boolean> =>
  ((await deps.ledger.findAttempt(run, 'tune'))?.number ?? 0) >= patience;

async function refuse(candidate: TunedCandidate, reason: string, context: Creating): Promise<void> {
  await giveMoneyBack(candidate, context);
  if (configurationOf(context.run).pipeline.tuning.onFailure === 'fail')
    throw notTuned('not every candidate is tuned, and tuning.onFailure is fail', [{ candidate: candidate.id, reason }]);
}

function sorted(
  candidates: TunedCandidate[],
  created: Map<TunedCandidate, Created>,
  { held }: Starting,
  { run }: Creating,
) {
  const started: Started['jobs'] = [];
  const refused: NonNullable<Started['refused']> = [];
  for (const candidate of candidates) {
    const { id, base } = candidate;
    const outcome = created.get(candidate)!;
    const committed = held.get(id);
    if ('refused' in outcome) refused.push({ candidate: id, base, reason: outcome.refused });
    else started.push({ candidate: id, base, job: outcome.job, ...(committed !== undefined && { committed }) });
  }
  const isNothingLeft = started.length === 0 && promptedCandidates(configurationOf(run)).length === 0;
  if (refused.length > 0 && isNothingLeft) throw notTuned('no candidate is tuned', refused);
  return { started, refused };
}

const notTuned = (what: string, refused: { candidate: string; reason: string }[]) =>
  new PermanentError(`${what}: ${refused.map(({ candidate, reason }) => `${candidate} (${reason})`).join('; ')}`, {
    where: `candidate ${refused.map(({ candidate }) => candidate).join(', ')}`,
    fix: 'correct the candidates in pipeline.yaml, and drop the batch again',
  });
