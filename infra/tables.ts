/** The warehouse's tables, as schemas/tables/ describes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of schemas/tables/, in BigQuery's own words. */
export interface TableFile {
  dataset: string;
  table: string;
  description: string;
  timePartitioning: { type: string; field: string };
  clustering: string[];
  schema: { fields: object[] };
}

export function readTables(root: string): TableFile[] {
  const folder = join(root, 'schemas/tables');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as TableFile);
}
