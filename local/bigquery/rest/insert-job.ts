/** Jobs begun by a request, with or without a file beside it. */
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import type { Jobs } from '../jobs/jobs';
import { dryRunJob } from '../jobs/query/dry-run';
import type { JobConfiguration, QueryConfiguration } from '../store/job-configuration';
import { jobResource } from './resources';

/** A fast job is done when its insertion is answered: clients poll no second time. */
const patience = 200;

export interface JobBody {
  jobReference?: { jobId?: string; location?: string; projectId?: string };
  configuration?: JobConfiguration;
}

export async function insertJob(
  context: Context,
  jobs: Jobs,
  project: string,
  body: JobBody,
  principal: Principal,
  upload?: string,
): Promise<unknown> {
  const configuration = body.configuration ?? {};
  if (configuration.query) configuration.query = queryOf(configuration.query);
  if (configuration.dryRun) return dryRunJob(context, project, configuration, principal);
  const { jobId, location } = body.jobReference ?? {};
  const job = await jobs.insert({ project, jobId, location, configuration, principal, upload });
  const now = await jobs.wait(project, job.jobId, patience);
  // An insertion that succeeds answers no errors, fast as the job may have failed: clients read them from the job.
  return jobResource(now.errors ? job : now);
}

/** Keeps what a query job's configuration holds; jobs.query sends other things beside it. */
export function queryOf(query: QueryConfiguration): QueryConfiguration {
  const {
    kind: _kind,
    jobCreationMode: _mode,
    useQueryCache: _cache,
    ...rest
  } = query as QueryConfiguration & Record<string, unknown>;
  return rest as QueryConfiguration;
}
