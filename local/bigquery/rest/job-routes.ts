/** Jobs: insert, get, list, cancel, delete; and the projects that they are in. */
import { Router, type Request } from 'express';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { allowJob, visibleJobs } from '../jobs/job-access';
import type { Jobs } from '../jobs/jobs';
import { allow } from '../permissions';
import type { JobRecord } from '../store/records';
import { answering, isTrue, pageOf, textOf } from './http';
import { insertJob, type JobBody } from './insert-job';
import { jobListItem, jobResource } from './resources';

/** Both ends, in milliseconds since 1970, are included; where one is absent there is no bound. */
const isBetween = (time: number, least: unknown, most: unknown): boolean =>
  (!least || time >= Number(least)) && (!most || time <= Number(most));

export function jobRoutes(context: Context, jobs: Jobs): Router {
  const { warehouse } = context;
  const router = Router();
  const project = (request: Request<Record<string, string>>) => request.params.project!;
  const allowed = (
    request: Request<Record<string, string>>,
    principal: Principal,
    permission: Parameters<typeof allowJob>[3],
  ): JobRecord => allowJob(context, principal, jobs.get(project(request), request.params.job!), permission);

  router.post(
    '/projects/:project/jobs',
    answering(context, async (request, principal) =>
      insertJob(context, jobs, project(request), request.body as JobBody, principal),
    ),
  );

  router.get(
    '/projects/:project/jobs',
    answering(context, (request, principal) => {
      const { minCreationTime, maxCreationTime } = request.query;
      const states = [request.query.stateFilter ?? []].flat().map((state) => textOf(state).toUpperCase());
      const found = visibleJobs(context, principal, project(request), isTrue(request.query.allUsers))
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
    answering(context, (request, principal) => jobResource(allowed(request, principal, 'bigquery.jobs.get'))),
  );

  router.post(
    '/projects/:project/jobs/:job/cancel',
    answering(context, (request, principal) => {
      const { projectId, jobId } = allowed(request, principal, 'bigquery.jobs.update');
      return { kind: 'bigquery#jobCancelResponse', job: jobResource(jobs.cancel(projectId, jobId)) };
    }),
  );

  router.delete(
    '/projects/:project/jobs/:job/delete',
    answering(context, async (request, principal) => {
      allow(context, principal, 'bigquery.jobs.delete', `projects/${project(request)}`);
      await jobs.delete(project(request), request.params.job!);
      return undefined;
    }),
  );

  router.get(
    '/projects',
    answering(context, () => {
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
    answering(context, (request) => ({
      kind: 'bigquery#getServiceAccountResponse',
      email: `bq-local@${project(request)}.iam.gserviceaccount.com`,
    })),
  );

  return router;
}
