/** Checked rows into a table, by way of a file. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { duckType, literal, quote } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import { settled, staged } from '../rows/staging';
import { storedTable, type TableName } from '../table-name';

/** Collects checked rows in a file and loads them in one statement: memory stays flat however many there are. */
export class RowWriter {
  count = 0;
  private longest = 0;
  private readonly stream;

  constructor(private readonly path: string) {
    this.stream = createWriteStream(path);
    // An error is met where the rows are inserted; discarding rows half written makes one that nobody needs.
    this.stream.on('error', () => undefined);
  }

  async add(row: Record<string, unknown>): Promise<void> {
    this.count++;
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    this.longest = Math.max(this.longest, line.length);
    if (!this.stream.write(line)) await once(this.stream, 'drain');
  }

  /** Appends the rows to a table that has these fields. @returns of each row as it is stored what `returning` says */
  async insert(
    connection: DuckDBConnection,
    table: TableName,
    fields: readonly Field[],
    returning?: string,
  ): Promise<unknown[][]> {
    this.stream.end();
    await finished(this.stream);
    if (this.count === 0) return [];
    const columns = fields.map((field) => `${literal(field.name)}: ${literal(duckType(staged(field)))}`).join(', ');
    const names = fields.map(({ name }) => quote(name)).join(', ');
    const values = fields.map((field) => settled(field, quote(field.name))).join(', ');
    // DuckDB's buffers are a multiple of this: no larger than the rows ask for.
    const largest = Math.max(this.longest + 1, 16 * 1024 ** 2);
    const inserted = await connection.runAndReadAll(
      `INSERT INTO ${storedTable(table)} (${names}) SELECT ${values} FROM read_json(${literal(this.path)}, format = 'newline_delimited', columns = {${columns}}, maximum_object_size = ${largest})${returning ? ` RETURNING ${returning}` : ''}`,
    );
    return inserted.getRows();
  }

  async discard(): Promise<void> {
    this.stream.destroy();
    await rm(this.path, { force: true });
  }
}
