/** What is wrong with training.sql and the prompt, before anything is uploaded: the statement is run dry, over empty sources. */
import { PermanentError, isPermanent } from '../../core/errors';
import { fieldsOf, preferenceCandidates } from '../../core/candidates';
import { quotedIdentifier } from '../../core/quoted-identifier';
import { valueColumns, type Column } from '../../core/row-schema';
import type { Statement } from '../../core/statement';
import { readColumns } from '../../core/training/columns';
import { emptyRows, examplesStatement, inTrainingSql } from '../../core/training/statement';
import type { Configuration } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';

/** @throws OperationError (usage) with file and line for what transform would refuse, whatever the rows are */
export async function checkTraining(cloud: Pick<Cloud, 'bigquery'>, configuration: Configuration): Promise<void> {
  const { pipeline, sql, trainingSql, rowSchemas } = configuration;
  const { training, evaluation, name, sources } = pipeline;
  const file = `pipelines/${name}/${training.sql}`;
  const empty = Object.keys(sources).map(
    (source) => `${quotedIdentifier(source)} AS (\n  ${emptyRows(valueColumns(rowSchemas[source] ?? {}))}\n)`,
  );
  const statement = examplesStatement(sql, { trainingSql, sources: { sql: empty.join(',\n'), params: {} } });
  try {
    const columns = await inTrainingSql(statement, { file, fix: 'correct the statement' }, () =>
      describe(statement, cloud),
    );
    readColumns(columns, {
      file,
      settings: `pipelines/${name}/pipeline.yaml`,
      fields: fieldsOf(configuration),
      stratifyBy: training.split.stratifyBy,
      splitColumn: training.split.column,
      slices: evaluation.slices,
      preferring: preferenceCandidates(configuration)[0]?.id,
      source: Object.keys(sources)[0]!,
    });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const { message, where, fix } = error as PermanentError;
    throw new OperationError(`${message}; nothing was dropped.`, {
      exitCode: exitCodes.usage,
      where,
      next: `${fix}\nthen repeat the command`,
    });
  }
}

/** What the statement would give; nothing is read or billed. */
async function describe({ sql: query }: Statement, cloud: Pick<Cloud, 'bigquery'>): Promise<Column[]> {
  const bigquery = await cloud.bigquery();
  try {
    const [job] = await bigquery.createQueryJob({ query, dryRun: true });
    const { statistics } = job.metadata as { statistics: { query: { schema?: { fields: Column[] } } } };
    return statistics.query.schema?.fields ?? [];
  } catch (error) {
    const { code, errors, message } = error as { code?: number; errors?: { message?: string }[]; message: string };
    throw code === 400 ? new PermanentError(errors?.[0]?.message ?? message, { cause: error }) : error;
  }
}
