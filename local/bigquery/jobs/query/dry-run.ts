/** Jobs that are only asked about: what they would do, and how much they would read. */
import type { Principal } from '../../../iam/access';
import type { Context } from '../../context';
import { BigQueryError } from '../../errors';
import { allow } from '../../permissions';
import { normalizeFields } from '../../rows/schema';
import type { JobConfiguration } from '../../store/job-configuration';
import { referenceOf } from '../../table-name';
import { bytesRead } from './bytes-read';
import { describePlan, prepareQuery } from './prepare-query';

/** What a job would do: its statement, its schema and its bytes; nothing runs and nothing is recorded. */
export async function dryRunJob(
  context: Context,
  project: string,
  configuration: JobConfiguration,
  principal: Principal,
) {
  allow(context, principal, 'bigquery.jobs.create', `projects/${project}`);
  if (!configuration.query) throw new BigQueryError('invalid', 'Only query jobs can be run dry');
  const translated = await prepareQuery(context, project, configuration.query, principal);
  const fields = await describePlan(context, translated.plan, translated.places);
  const bytes = String((await bytesRead(context, translated)).processed);
  return {
    kind: 'bigquery#job',
    id: `${project}:US.`,
    jobReference: { projectId: project, location: 'US' },
    configuration: { ...configuration, jobType: 'QUERY' },
    status: { state: 'DONE' },
    statistics: {
      creationTime: String(context.clock.now()),
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
