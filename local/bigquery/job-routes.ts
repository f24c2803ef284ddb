/** Jobs: insert, get, list, cancel, delete; and the projects that they are in. */
import { Router, type Request } from 'express';
import type { Principal } from '../iam/access';
import { allow, type Service } from './context';
import { dryRunJob } from './dry-run';
import { answering, isTrue, pageOf, textOf } from './http';
import { allowJob, visibleJobs } from './job-access';
import type { Jobs } from './jobs';
import { queryOf } from './query-routes';
import type { JobConfiguration, JobRecord } from './records';
import { jobListItem, jobResource } from './resources';

/** Milliseconds since 1970, both ends included; an absent end is none. */
const isBetween = (time: number, least: unknown, most: unknown): boolean =>
  (!least || time >= Number(least)) && (!most || time <= Number(most));

/** A fast job is done when its insertion is answered: clients poll no second time. */
const patience = 200;

interface JobBody {
  jobReference?: { jobId?: string; location?: string; projectId?: string };
  configuration?: JobConfiguration;
}

export function jobRoutes(service: Service, jobs: Jobs): Router {
  const { warehouse } = service;
  const router = Router();
  const project = (request: Request<Record<string, string>>) => request.params.project!;
  const allowed = (
    request: Request<Record<string, string>>,
    principal: Principal,
    permission: Parameters<typeof allowJob>[3],
  ): JobRecord => allowJob(service, principal, jobs.get(project(request), request.params.job!), permission);

  router.post(
    '/projects/:project/jobs',
    answering(service, async (request, principal) =>
      insertJob(service, jobs, project(request), request.body as JobBody, principal),
    ),
  );

  router.get(
    '/projects/:project/jobs',
    answering(service, (request, principal) => {
      const { minCreationTime, maxCreationTime } = request.query;
      const states = [request.query.stateFilter ?? []].flat().map((state) => textOf(state).toUpperCase());
      const found = visibleJobs(service, principal, project(request), isTrue(request.query.allUsers))
        .filter((job) => states.length === 0 || states.includes(job.state))
        .filter(({ creationTime }) => isBetween(Number(creationTime), minCreationTime, maxCreationTime))
        .toSorted((left, right) => Number(right.creationTime) - Number(left.creationTime));
      const { items, nextPageToken } = pageOf(found, request.query);
      const isFull = textOf(request.query.projection).toLowerCase() === 'full';
      return { kind: 'bigquery#jobList', jobs: items.map((job) => jobListItem(job, isFull)), nextPageToken };
    }),
  );

  router.get(
    '/projects/:project/jobs/:job',
    answering(service, (request, principal) => jobResource(allowed(request, principal, 'bigquery.jobs.get'))),
  );

  router.post(
    '/projects/:project/jobs/:job/cancel',
    answering(service, (request, principal) => {
      const { projectId, jobId } = allowed(request, principal, 'bigquery.jobs.update');
      return { kind: 'bigquery#jobCancelResponse', job: jobResource(jobs.cancel(projectId, jobId)) };
    }),
  );

  router.delete(
    '/projects/:project/jobs/:job/delete',
    answering(service, async (request, principal) => {
      allow(service, principal, 'bigquery.jobs.delete', `projects/${project(request)}`);
      await jobs.delete(project(request), request.params.job!);
      return undefined;
    }),
  );

  router.get(
    '/projects',
    answering(service, () => {
      const ids = [...new Set(warehouse.jobs().map(({ projectId }) => projectId))];
      return {
        kind: 'bigquery#projectList',
        projects: ids.map((id) => ({
          kind: 'bigquery#project',
          id,
          projectReference: { projectId: id },
          friendlyName: id,
        })),
        totalItems: ids.length,
      };
    }),
  );

  router.get(
    '/projects/:project/serviceAccount',
    answering(service, (request) => ({
      kind: 'bigquery#getServiceAccountResponse',
      email: `bq-local@${project(request)}.iam.gserviceaccount.com`,
    })),
  );

  return router;
}

export async function insertJob(
  service: Service,
  jobs: Jobs,
  project: string,
  body: JobBody,
  principal: Principal,
  upload?: string,
): Promise<unknown> {
  const configuration = body.configuration ?? {};
  if (configuration.query) configuration.query = queryOf(configuration.query);
  if (configuration.dryRun) return dryRunJob(service, project, configuration, principal);
  const { jobId, location } = body.jobReference ?? {};
  const job = await jobs.insert({ project, jobId, location, configuration, principal, upload });
  const now = await jobs.wait(project, job.jobId, patience);
  // An insertion that succeeds answers no errors, fast as the job may have failed: clients read them from the job.
  return jobResource(now.errors ? job : now);
}
