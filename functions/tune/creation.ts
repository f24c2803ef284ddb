/** A candidate's tuning job: found, or created once there is money for it; or why the provider takes none. */
import { isPermanent } from '../../core/errors';
import { weightsFolder } from '../../core/ledger-layout';
import { together } from '../../core/together';
import { tuningFilesIn } from '../../core/variants';
import type { Run, TunedCandidate } from '../../schemas/generated/types';
import { firstJobs, jobKey } from '../shared/models/first-jobs';
import { isForbidden, isQuotaUsedUp, type TuningJob } from '../shared/models/provider';
import { beginCreation, endCreation, giveBack } from '../shared/spending/tuning';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import type { TuneContext, Version } from './context';
import type { StartingPoint } from './starting-points';

export type Creating = Pick<TuneContext, 'run' | 'deps' | 'log' | 'signal'>;

/** What came of a creation: on record once, for a list of jobs may lack what was just created, and a refusal stands. */
export type Created = { job: string } | { refused: string };

const partOf = (key: string): string => key.replace(' ', '/');

/** Of a candidate; of each rung of a search, where it is in one. */
const keyOf = (run: Run, { id, epochs }: TunedCandidate): string =>
  jobKey({ candidate: id, epochs }, configurationOf(run));

export const refusedFor = (error: Error): Created => ({ refused: error.message });

export async function findCreated(candidate: TunedCandidate, { run, deps }: Creating): Promise<Created | undefined> {
  return (await deps.ledger.parts(run, 'tune').all<Created>([partOf(keyOf(run, candidate))]))?.[0];
}

/** @throws RetryableError where nobody can say yet what becomes of it */
export async function createJob(
  candidate: TunedCandidate,
  { version, startingPoint }: { version: Version; startingPoint?: StartingPoint },
  context: Creating,
): Promise<Created> {
  const { run, log } = context;
  try {
    const { name } = await create(candidate, { version, startingPoint }, context);
    const from = startingPoint ? `, ${startingPoint.reason}` : '';
    log.info(`started ${candidate.id} on ${candidate.base}${from}`, { candidate: candidate.id, job: name });
    return await record(candidate, { job: name }, context);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    log.warning(`${candidate.id} is not tuned: ${error.message}`, { candidate: candidate.id, run: run.run });
    return record(candidate, refusedFor(error), context);
  }
}

export const record = (candidate: TunedCandidate, created: Created, { run, deps }: Creating): Promise<Created> =>
  deps.ledger.parts(run, 'tune').record(partOf(keyOf(run, candidate)), created);

/** What is held for a candidate that has no job, and gets none. */
export const giveMoneyBack = (candidate: TunedCandidate, { run, deps }: Creating): Promise<unknown> =>
  giveBack(run, keyOf(run, candidate), deps);

/** The names of those that are on record; the first of a candidate, where none is yet. @param jobs of one run, the oldest first */
export async function countingJobs(run: Run, jobs: TuningJob[], ledger: Ledger): Promise<Set<string>> {
  const parts = ledger.parts(run, 'tune');
  const counting = await together(
    [...firstJobs(jobs, configurationOf(run))].map(async ([key, first]) => {
      const [created = { job: first.name }] = (await parts.all<Created>([partOf(key)])) ?? [];
      return 'job' in created ? [created.job] : [];
    }),
  );
  return new Set(counting.flat());
}

async function create(
  { prompt, kind: _kind, ...settings }: TunedCandidate,
  { version, startingPoint }: { version: Version; startingPoint?: StartingPoint },
  { run, deps, signal }: Creating,
): Promise<TuningJob> {
  const configuration = configurationOf(run);
  // Whoever has taken the lease looks for our jobs right now, and would not find what is created from here on.
  signal.throwIfAborted();
  const { trainUri, validationUri } = tuningFilesIn(version, { ...settings, prompt }, configuration);
  const { id, epochs } = settings;
  const key = jobKey({ candidate: id, epochs }, configuration);
  const creation = await beginCreation(run, key, deps);
  signal.throwIfAborted();
  const files = { trainUri, validationUri, outputUri: deps.ledger.artifactUri(weightsFolder(run, key)) };
  return deps
    .tuningOf(configuration)
    .create(run, { ...settings, ...(startingPoint?.continues && { continues: startingPoint.continues }) }, files)
    .catch(async (error: unknown) => {
      if (isPermanent(error) || isQuotaUsedUp(error) || isForbidden(error)) await endCreation(run, key, creation, deps);
      throw error;
    });
}
