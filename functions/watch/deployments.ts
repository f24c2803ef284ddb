/** What was tuned is made to answer before anybody hears of it: where that takes a deployment, each tick looks how far it is. */
import type { DeploymentRecord, DeploymentRecords } from '../../core/deployment-records';
import { isPermanent } from '../../core/errors';
import { deploymentsPath } from '../../core/ledger-layout';
import { together } from '../../core/together';
import type { Run } from '../../schemas/generated/types';
import { frozenModel, type Endpoints, type TuningJob } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { configurationOf } from '../shared/stage/ledger';
import { drawForMachine } from '../shared/spending/machine-money';
import type { StageDeps } from '../shared/stage/stage';

export type DeployDeps = { endpointsOf: OfRun<Pick<Endpoints, 'ensure'>> };

type Deploying = StageDeps & DeployDeps & { signal: AbortSignal };

/** A job, and its deployment while that is under way, or once it has failed. */
interface Looked<J> {
  job: J;
  deployment?: DeploymentRecord;
}

/**
 * The jobs once all that has succeeded answers; one that cannot be deployed, or was not for as many hours after its tuning as
 * `tuning.deadlineHours` gives that, has failed. Undefined until then.
 */
export async function answering<J extends TuningJob>(run: Run, jobs: J[], deps: Deploying): Promise<J[] | undefined> {
  const uri = deps.ledger.artifactUri(deploymentsPath(run));
  const found = await deps.objects.read(uri);
  const before = found ? (JSON.parse(found.text) as DeploymentRecords) : {};
  const looked = await together(
    jobs.map(async (job): Promise<Looked<J>> =>
      job.state === 'succeeded' ? look(run, job, before[job.name], deps) : { job },
    ),
  );
  const after: DeploymentRecords = Object.fromEntries(
    looked.flatMap(({ job, deployment }) => (deployment ? [[job.name, deployment]] : [])),
  );
  if (JSON.stringify(after) !== JSON.stringify(before)) await deps.objects.write(uri, JSON.stringify(after, null, 2));
  const isUnderWay = Object.values(after).some(({ failed }) => failed === undefined);
  return isUnderWay ? undefined : looked.map(({ job }) => job);
}

async function look<J extends TuningJob>(
  run: Run,
  job: J,
  last: DeploymentRecord | undefined,
  deps: Deploying,
): Promise<Looked<J>> {
  const { endpointsOf, clock, log, signal } = deps;
  // Whoever has cancelled the run removes its endpoints right now, and would not find what is deployed from here on.
  signal.throwIfAborted();
  const configuration = configurationOf(run);
  const { tuning, deployment } = configuration.pipeline;
  const { candidate } = job;
  const tuned = { job, base: frozenModel(configuration, job.base), idleMinutes: deployment.idleMinutes };
  // On record while others are waited for: it is not deployed again.
  const failed = (error: string) => ({
    job: { ...job, state: 'failed' as const, error },
    deployment: { failed: error },
  });
  if (last?.failed !== undefined) return failed(last.failed);
  let under: DeploymentRecord;
  try {
    // Drawn once, whatever became of earlier tries: one of them may have failed before there was money.
    if (last?.begun === undefined) await drawForMachine(run, job, deps);
    const { answers, begun } = await endpointsOf(configuration).ensure(tuned, last?.begun);
    if (answers) return { job };
    if (begun !== undefined && begun !== last?.begun) log.info(`${candidate} is being deployed`, { candidate, begun });
    under = begun === undefined ? {} : { begun };
  } catch (error) {
    const { message } = error as Error;
    if (isPermanent(error)) return failed(message);
    if (message !== last?.error) log.warning(`${candidate} is not deployed yet: ${message}`, { candidate });
    under = { error: message };
  }
  const since = Date.parse(job.endedAt ?? '');
  const isLate = clock.now().getTime() - since > tuning.deadlineHours * 3_600_000;
  if (!isLate) return { job, deployment: under };
  return failed(
    `it was not deployed within ${tuning.deadlineHours} h of its tuning${under.error ? `: ${under.error}` : ''}`,
  );
}
