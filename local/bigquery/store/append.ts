/** Rows streamed into tables: insertAll, with duplicates dropped by insertId, and rows of Pub/Sub's subscriptions. */
import type { Clock } from '../../clock';
import { temporaryFile } from '../duckdb/temporary-files';
import { BigQueryError } from '../errors';
import { checkRow, RowError, type RowOptions } from '../rows/check-row';
import { tableKey, type TableName } from '../table-name';
import { RowWriter } from './row-writer';
import { rememberStreamed, rowHash } from './streamed';
import type { Warehouse } from './warehouse';

export interface InsertError {
  index: number;
  errors: { reason: string; location: string; debugInfo: string; message: string }[];
}

/** BigQuery remembers insert ids for at least a minute. */
const rememberedFor = 60_000;

export class Appender {
  private readonly seen = new Map<string, number>();

  constructor(private readonly place: { warehouse: Warehouse; directory: string; clock: Clock }) {}

  /** All rows or none, unless invalid ones are to be skipped. */
  async insertAll(
    name: TableName,
    rows: readonly { insertId?: string; json: unknown }[],
    options: RowOptions & { skipInvalidRows?: boolean },
  ): Promise<InsertError[]> {
    if (rows.length === 0) throw new BigQueryError('invalid', 'No rows present in the request.');
    const { fields } = this.place.warehouse.table(name);
    const now = this.place.clock.now();
    for (const [key, time] of this.seen) {
      if (now - time < rememberedFor) break;
      this.seen.delete(key);
    }
    const errors: InsertError[] = [];
    const checked = rows.flatMap(({ insertId, json }, index) => {
      try {
        return [{ key: insertId && `${tableKey(name)}/${insertId}`, row: checkRow(json, fields, options) }];
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        errors.push({
          index,
          errors: [{ reason: 'invalid', location: error.field, debugInfo: '', message: error.message }],
        });
        return [];
      }
    });
    if (errors.length && !options.skipInvalidRows)
      return [...errors, ...stopped(rows.length, errors)].toSorted((left, right) => left.index - right.index);
    const fresh = checked.filter(
      ({ key }, at) => !key || (!this.seen.has(key) && checked.findIndex((one) => one.key === key) === at),
    );
    await this.append(
      name,
      fresh.map(({ row }) => row),
      { streamed: true },
    );
    for (const { key } of fresh) if (key) this.seen.set(key, now);
    return errors;
  }

  /** @throws BigQueryError invalid for a row that the table does not take, notFound for no such table */
  async appendRows(table: string, rows: readonly object[], options?: RowOptions): Promise<void> {
    const [project = '', dataset = '', ...rest] = table.split('.');
    const name = { project, dataset, table: rest.join('.') };
    const { fields } = this.place.warehouse.table(name);
    try {
      await this.append(
        name,
        rows.map((row) => checkRow(row, fields, options)),
      );
    } catch (error) {
      throw error instanceof RowError ? new BigQueryError('invalid', error.message, error.field) : error;
    }
  }

  private async append(
    name: TableName,
    rows: readonly Record<string, unknown>[],
    { streamed = false } = {},
  ): Promise<void> {
    if (rows.length === 0) return;
    const { warehouse, directory } = this.place;
    const writer = new RowWriter(temporaryFile(directory, 'jsonl'));
    try {
      for (const row of rows) await writer.add(row);
      await warehouse.locked(name, () =>
        warehouse.change(async (change) => {
          const table = warehouse.table(name);
          const inserted = await writer.insert(
            change.connection,
            name,
            table.fields,
            streamed ? rowHash(table.fields) : undefined,
          );
          const hashes = inserted.flat() as bigint[];
          if (streamed) await rememberStreamed(change.connection, { name, hashes, now: this.place.clock.now() });
          await warehouse.updateTable(change, table);
        }),
      );
    } finally {
      await writer.discard();
    }
  }
}

/** Errors for the valid rows, which are not inserted because others are invalid. */
function stopped(count: number, errors: readonly InsertError[]): InsertError[] {
  const bad = new Set(errors.map(({ index }) => index));
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => !bad.has(index))
    .map((index) => ({ index, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] }));
}
