/** What DuckDB measured while a statement ran: its operators, their rows and their time. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { readFile, rm } from 'node:fs/promises';
import { literal } from '../rows/duck-types';
import { temporaryFile } from './temporary-files';

/** One operator, with those that feed it. */
export interface Operator {
  operator_name: string;
  /** Rows that it gave. */
  operator_cardinality: number;
  operator_rows_scanned: number;
  /** Seconds, of all threads together. */
  operator_timing: number;
  extra_info: Record<string, string | string[]>;
  children: Operator[];
}

export interface Profile {
  /** Seconds, of all threads together. */
  seconds: number;
  root?: Operator;
}

/** Runs `work`, one statement on this connection, and says what it took. */
export async function profiled<T>(
  { directory }: { directory: string },
  connection: DuckDBConnection,
  work: () => Promise<T>,
): Promise<{ result: T; profile: Profile }> {
  const path = temporaryFile(directory, 'txt');
  try {
    await connection.run(`SET profiling_output = ${literal(path)}`);
    await connection.run("SET enable_profiling = 'json'");
    const result = await work();
    await connection.run('PRAGMA disable_profiling');
    const { cpu_time: seconds, children } = JSON.parse(await readFile(path, 'utf8')) as {
      cpu_time: number;
      children: Operator[];
    };
    return { result, profile: { seconds, root: children[0] } };
  } finally {
    await rm(path, { force: true });
  }
}
