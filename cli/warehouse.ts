/** Statements that a command asks the warehouse itself: each a file of cli/sql/, its values as parameters. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../core/root';
import { fillSlots } from '../core/statement';
import type { Cloud } from './cloud';

/**
 * Rows of a statement.
 * @param file below cli/sql/
 * @param tables what fills each slot {{name}}: a table as project.dataset.table
 * @throws TableGone when one of the tables is not there any more
 */
export async function ask<Row>(
  cloud: Cloud,
  file: string,
  tables: Record<string, string>,
  params: Record<string, string | number>,
): Promise<Row[]> {
  const text = readFileSync(join(repositoryRoot(), 'cli/sql', file), 'utf8');
  for (const table of Object.values(tables)) mustBeTable(table);
  const { sql: query } = fillSlots({ [file]: text }, file, tables);
  const bigquery = await cloud.bigquery();
  try {
    const [rows] = await bigquery.query({ query, params });
    return rows as Row[];
  } catch (error) {
    for (const table of Object.values(tables)) if (!(await exists(cloud, table))) throw new TableGone(table);
    throw error;
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
