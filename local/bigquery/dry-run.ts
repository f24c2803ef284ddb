/** Jobs that are only asked about: what they would do, and how much they would read. */
import type { Principal } from '../iam/access';
import { allow, type Service } from './context';
import { BigQueryError } from './errors';
import { bytesRead, describePlan, planQuery } from './plan-query';
import type { JobConfiguration } from './records';
import { referenceOf } from './records';
import { normalizeFields } from './schema';

/** What a job would do: its statement, its schema and its bytes; nothing runs and nothing is recorded. */
export async function dryRunJob(
  service: Service,
  project: string,
  configuration: JobConfiguration,
  principal: Principal,
) {
  allow(service, principal, 'bigquery.jobs.create', `projects/${project}`);
  if (!configuration.query) throw new BigQueryError('invalid', 'Only query jobs can be run dry');
  const translated = await planQuery(service, project, configuration.query, principal);
  const fields = await describePlan(service, translated.plan, translated.places);
  const bytes = String((await bytesRead(service, translated)).processed);
  return {
    kind: 'bigquery#job',
    id: `${project}:US.`,
    jobReference: { projectId: project, location: 'US' },
    configuration: { ...configuration, jobType: 'QUERY' },
    status: { state: 'DONE' },
    statistics: {
      creationTime: String(Date.now()),
      totalBytesProcessed: bytes,
      query: {
        statementType: translated.plan.type,
        totalBytesProcessed: bytes,
        totalBytesBilled: '0',
        cacheHit: false,
        ...(fields && { schema: { fields: normalizeFields(fields) } }),
        referencedTables: translated.references.map(referenceOf),
      },
    },
  };
}
