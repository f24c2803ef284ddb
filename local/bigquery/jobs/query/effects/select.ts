/** Queries: their rows in a table, of the caller's choice or a hidden one, or in files. */
import { describeOn } from '../../../duckdb/engine';
import { profiled } from '../../../duckdb/profile';
import { layoutOf } from '../../../rows/partitions';
import { resultsDataset } from '../../../store/expiration';
import { referenceOf, tableNameOf, type TableName } from '../../../table-name';
import { prepareDestination } from '../../destination';
import { exportQuery, type ExportOptions } from '../../export/export';
import { checkColumns, insertRows } from '../../result-rows';
import type { Effect, Execution, PlanOf } from './effect';

export async function select(
  plan: PlanOf<'SELECT'>,
  { context, configuration, running, statistics }: Execution,
): Promise<void> {
  const { warehouse } = context;
  const wanted = configuration.destinationTable;
  const hidden = !wanted || wanted.datasetId === resultsDataset;
  const name: TableName =
    wanted && !hidden
      ? tableNameOf(wanted)
      : { project: running.project, dataset: resultsDataset, table: running.jobId };
  if (hidden) await warehouse.ensureDataset(name.project, name.dataset);
  await warehouse.locked(name, () =>
    running.commit(async (change) => {
      const fields = checkColumns(await describeOn(change.connection, plan.outline));
      if (hidden) await warehouse.createTable(change, name, fields);
      else {
        const disposition = { ...configuration, settings: { ...layoutOf(configuration) } };
        await prepareDestination(context, change, name, fields, disposition, running.principal);
      }
      const { profile } = await profiled(context, change.connection, () =>
        insertRows(change.connection, name, fields, plan.sql),
      );
      return { statistics: statistics({}, profile), results: referenceOf(name), fields };
    }),
  );
}

export const exportData: Effect<PlanOf<'EXPORT_DATA'>> = async (plan, { context, running, statistics }) => {
  const { result: files, profile } = await running.reading((connection) =>
    exportQuery(context, connection, plan, plan.options as unknown as ExportOptions, running.principal),
  );
  await running.commit(() =>
    Promise.resolve({
      statistics: statistics(
        { exportDataStatistics: { fileCount: String(files.fileCount), rowCount: String(files.rowCount) } },
        profile,
      ),
    }),
  );
};
