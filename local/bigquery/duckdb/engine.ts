/** The DuckDB instance: one file that survives a kill, macros and functions in memory beside it. */
import { DuckDBInstance, type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';
import { fieldOf, literal, type Column } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import { keepByteOrderMarks } from './byte-order-marks';
import { createDescriptions, type Descriptions } from './descriptions';
import { registerNumeric } from './numeric';
import { registerNumericAggregates } from './numeric-aggregates';
import { createTemporaryFolder, temporaryFolder } from './temporary-files';
import { registerFunctions } from './udf';

export interface Engine extends Descriptions {
  /** Runs `use` on a connection of its own, inside a transaction: all of it is kept, or, when it throws, none. */
  transaction<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Runs `use` on a connection of its own, reading. */
  reading<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  close(): void;
}

export const warehouseFile = 'warehouse.duckdb';

/** Opens (or makes) the warehouse in `directory`. */
export async function openEngine(directory: string): Promise<Engine> {
  createTemporaryFolder(directory);
  keepByteOrderMarks();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '900MB',
    threads: '2',
    temp_directory: temporaryFolder(directory),
    // By default nine tenths of the disk.
    max_temp_directory_size: '10GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const setup = await instance.connect();
  await setup.run("SET GLOBAL TimeZone = 'UTC'");
  // DuckDB tries every method on every text: that takes longer than writing them, and FSST alone packs them to a quarter.
  await setup.run("SET GLOBAL disabled_compression_methods = 'dictionary,dict_fsst,zstd'");
  await setup.run(`ATTACH ${literal(join(directory, warehouseFile))} AS warehouse`);
  registerFunctions(setup);
  registerNumeric(setup);
  registerNumericAggregates(setup);
  await setup.run(macros());

  async function reading<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  }

  return {
    reading,
    transaction: (use) =>
      reading(async (connection) => {
        await connection.run('BEGIN TRANSACTION');
        try {
          const result = await use(connection);
          await connection.run('COMMIT');
          return result;
        } catch (error) {
          // A statement that failed may have ended the transaction already.
          await connection.run('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
    ...createDescriptions((sql) => columnsOn(setup, sql)),
    close: () => {
      setup.closeSync();
      instance.closeSync();
    },
  };
}

/** The macros, and for SAFE functions each once more with NULL where it would raise; what is not supported is still refused. */
function macros(): string {
  const raising = readFileSync(join(repositoryRoot(), 'local/bigquery/duckdb/macros.sql'), 'utf8');
  const names = new Set(raising.match(/(?<=CREATE MACRO )\w+/g));
  const safe = raising
    .replace(/\bbq_\w+/g, (name) => (names.has(name) ? `safe_${name}` : name))
    .replace(/\berror\((?!'Not supported)/g, 'bq_null(');
  return `CREATE MACRO bq_null(message) AS NULL;\n${raising}\n${safe}`;
}

/** The columns of a query as BigQuery's fields. */
export async function describeOn(connection: DuckDBConnection, sql: string): Promise<Field[]> {
  return (await columnsOn(connection, sql)).map(fieldOf);
}

async function columnsOn(connection: DuckDBConnection, sql: string): Promise<Column[]> {
  const statement = await connection.prepare(sql);
  try {
    return Array.from({ length: statement.columnCount }, (_, at) => ({
      name: statement.columnName(at),
      type: statement.columnType(at),
    }));
  } finally {
    statement.destroySync();
  }
}

/** How many rows a statement wrote, as DuckDB reports it. */
export function rowsWritten(result: DuckDBResult): number {
  return Number(result.rowsChanged);
}
