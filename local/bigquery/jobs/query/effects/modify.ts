/** INSERT, UPDATE, DELETE, MERGE and TRUNCATE: rows changed in place. */
import { rowsWritten } from '../../../duckdb/engine';
import { profiled } from '../../../duckdb/profile';
import { invalidQuery } from '../../../errors';
import { allow, tablePath } from '../../../permissions';
import { withoutNullElements } from '../../../rows/null-elements';
import { countStreamed } from '../../../store/streamed';
import { storedTable, tableKey } from '../../../table-name';
import type { Execution, PlanOf } from './effect';

export async function modify(
  plan: PlanOf<'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE'>,
  { context, running, statistics }: Execution,
): Promise<void> {
  const { warehouse } = context;
  allow(context, running.principal, 'bigquery.tables.updateData', tablePath(plan.target));
  await warehouse.locked(plan.target, () =>
    running.commit(async (change) => {
      if (plan.ambiguous && (await change.connection.runAndReadAll(plan.ambiguous)).currentRowCount > 0) {
        throw invalidQuery('UPDATE/MERGE must match at most one source row for each target row');
      }
      const table = warehouse.table(plan.target);
      const closed = () => countStreamed(change.connection, table, context.clock.now());
      const before = plan.type === 'INSERT' ? 0 : await closed();
      const { result, profile } = await profiled(context, change.connection, () => change.connection.run(plan.sql));
      const count = String(rowsWritten(result));
      if (before > 0 && (await closed()) < before)
        throw invalidQuery(
          `UPDATE or DELETE statement over table ${tableKey(plan.target)} would affect rows in the streaming buffer, which is not supported`,
        );
      const rows = `SELECT * FROM ${storedTable(plan.target)}`;
      const checked = withoutNullElements(rows, table.fields);
      if (checked !== rows) await change.connection.run(`SELECT count(*) FROM (${checked})`);
      await warehouse.updateTable(change, table);
      const kinds: Record<string, string> = {
        INSERT: 'insertedRowCount',
        UPDATE: 'updatedRowCount',
        DELETE: 'deletedRowCount',
        TRUNCATE_TABLE: 'deletedRowCount',
      };
      const kind = kinds[plan.type];
      const query = { numDmlAffectedRows: count, ...(kind && { dmlStats: { [kind]: count } }) };
      return { statistics: statistics(query, profile) };
    }),
  );
}
