/** Statements that a command asks the warehouse itself: each a file of operations/sql/, its values as parameters. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { fillSlots } from '../../core/statement';
import type { Cloud } from '../cloud';

/**
 * Rows of a statement.
 * @param file below operations/sql/
 * @param tables what fills each slot {{name}}: a table as project.dataset.table
 * @throws TableGone when one of the tables is not there any more
 */
export async function ask<Row>(
  cloud: Cloud,
  file: string,
  tables: Record<string, string>,
  params: Params,
): Promise<Row[]> {
  const query = statementOf(file, tables);
  const bigquery = await cloud.bigquery();
  return orGone(cloud, tables, async () => {
    const [rows] = await bigquery.query({ query, params, types: typesOfLists(params) });
    return rows as Row[];
  });
}

/**
 * Bytes that a statement would read, by BigQuery's own count; nothing is read or billed.
 * @throws TableGone when one of the tables is not there any more
 */
export async function bytesRead(
  cloud: Cloud,
  file: string,
  tables: Record<string, string>,
  params: Params,
): Promise<number> {
  const query = statementOf(file, tables);
  const bigquery = await cloud.bigquery();
  return orGone(cloud, tables, async () => {
    const [job] = await bigquery.createQueryJob({ query, params, types: typesOfLists(params), dryRun: true });
    const { statistics } = job.metadata as { statistics: { totalBytesProcessed: string } };
    return Number(statistics.totalBytesProcessed);
  });
}

/** What a statement has found, kept by BigQuery for about a day: reading it on costs nothing. */
export interface Found {
  /** Of the job, by which it is read on. */
  id: string;
  total: number;
}

/**
 * Asks once what is then read in windows.
 * @param prefix of the job's id, by which it is told from others
 * @throws TableGone when one of the tables is not there any more
 */
export async function find(
  cloud: Cloud,
  prefix: string,
  file: string,
  tables: Record<string, string>,
  params: Params,
): Promise<Found> {
  const query = statementOf(file, tables);
  const bigquery = await cloud.bigquery();
  return orGone(cloud, tables, async () => {
    const [job] = await bigquery.createQueryJob({ query, params, types: typesOfLists(params), jobPrefix: prefix });
    // Of one that still runs nobody knows how many rows it will find.
    await job.promise();
    const { total } = await readFound(cloud, job.id!, { from: 0, count: 0 });
    return { id: job.id!, total };
  });
}

/** Rows of what was found, from one on. */
export async function readFound<Row>(
  cloud: Cloud,
  id: string,
  { from, count }: { from: number; count: number },
): Promise<{ total: number; rows: Row[] }> {
  const job = (await cloud.bigquery()).job(id, { location: cloud.status.region });
  const window = { startIndex: String(from), maxResults: count, autoPaginate: false };
  const [rows, , answer] = await job.getQueryResults(window);
  return { total: Number(answer?.totalRows ?? 0), rows: rows as Row[] };
}

/**
 * Rows that a statement has removed.
 * @throws TableGone, and StillStreamed where some of them can't be removed yet
 */
export async function removeRows(
  cloud: Cloud,
  file: string,
  tables: Record<string, string>,
  params: Params,
): Promise<number> {
  const query = statementOf(file, tables);
  const bigquery = await cloud.bigquery();
  return orGone(cloud, tables, async () => {
    try {
      const [job] = await bigquery.createQueryJob({ query, params, types: typesOfLists(params) });
      await job.getQueryResults();
      const [{ statistics }] = await job.getMetadata();
      return Number(statistics?.query?.numDmlAffectedRows ?? 0);
    } catch (error) {
      throw /streaming buffer/i.test((error as Error).message) ? new StillStreamed(error) : error;
    }
  });
}

type Params = Record<string, string | number | string[]>;

/** Of lists, which may be empty. */
const typesOfLists = (params: Params): Record<string, ['STRING']> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (Array.isArray(value) ? [[name, ['STRING']]] : [])),
  );

function statementOf(file: string, tables: Record<string, string>): string {
  const text = readFileSync(join(repositoryRoot(), 'operations/sql', file), 'utf8');
  for (const table of Object.values(tables)) mustBeTable(table);
  return fillSlots({ [file]: text }, file, tables).sql;
}

async function orGone<T>(cloud: Cloud, tables: Record<string, string>, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    for (const table of Object.values(tables)) if (!(await exists(cloud, table))) throw new TableGone(table);
    throw error;
  }
}

/**
 * Rows that were streamed within the last 30 minutes by tabledata.insertAll cannot be removed; those of Pub/Sub's subscriptions, which
 * write by the Storage Write API over gRPC, can: docs.cloud.google.com/bigquery/docs/data-manipulation-language, read on 2026-11-29.
 */
export class StillStreamed extends Error {
  constructor(cause: unknown) {
    super((cause as Error).message, { cause });
    this.name = 'StillStreamed';
  }
}

export class TableGone extends Error {
  constructor(readonly table: string) {
    super(`the table ${table} is gone`);
    this.name = 'TableGone';
  }
}

async function exists(cloud: Cloud, table: string): Promise<boolean> {
  const [projectId = '', datasetId = '', tableId = ''] = table.split('.');
  const [found] = await (await cloud.bigquery()).dataset(datasetId, { projectId }).table(tableId).exists();
  return found;
}

/** @throws Error for anything that is no name of a table: it would be read as SQL */
function mustBeTable(table: string): void {
  if (!/^[\w-]+\.\w+\.\w+$/.test(table)) throw new Error(`not a table: ${table}`);
}
