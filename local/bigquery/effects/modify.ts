/** INSERT, UPDATE, DELETE, MERGE and TRUNCATE: rows changed in place. */
import { withoutNullElements } from '../arrays';
import { allow, tableResource } from '../context';
import { changed } from '../engine';
import { invalidQuery } from '../errors';
import { profiled } from '../profile';
import { storedTable } from '../sql/context';
import type { Effect, PlanOf } from './effect';

export async function modify(
  ...[plan, service, , running, statistics]: Parameters<
    Effect<PlanOf<'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE'>>
  >
): Promise<void> {
  const { warehouse } = service;
  allow(service, running.principal, 'bigquery.tables.updateData', tableResource(plan.target));
  await warehouse.locked(plan.target, () =>
    running.commit(async (change) => {
      if (plan.ambiguous && (await change.connection.runAndReadAll(plan.ambiguous)).currentRowCount > 0) {
        throw invalidQuery('UPDATE/MERGE must match at most one source row for each target row');
      }
      const { result, profile } = await profiled(service, change.connection, () => change.connection.run(plan.sql));
      const count = String(changed(result));
      const table = warehouse.table(plan.target);
      const rows = `SELECT * FROM ${storedTable(plan.target)}`;
      const checked = withoutNullElements(rows, table.fields);
      if (checked !== rows) await change.connection.run(`SELECT count(*) FROM (${checked})`);
      await warehouse.touch(change, table);
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
