/** landfall costs: what runs of a month have committed and spent, by run and candidate. */
import colors from 'picocolors';
import { connect } from '../cloud';
import { focusLines, readCosts, type Cost } from '../../operations/pipelines/costs';
import { print, printJson } from '../output';
import { tableLines, type TableColumn } from '../render/table';
import { formatDollars } from '../../core/quantities';
import { inline } from '../../core/wording';
import { terminalWidth } from '../render/text';

export interface CostsOptions {
  pipeline?: string;
  /** As 2026-11; this one by default. */
  month?: string;
  /** As CSV with the columns of FOCUS. */
  focus?: boolean;
  json?: boolean;
}

export async function costs({ pipeline, month, focus, json }: CostsOptions): Promise<void> {
  const cloud = await connect();
  const asked = month ?? new Date(cloud.now()).toISOString().slice(0, 7);
  const found = await readCosts(cloud, asked, pipeline);
  if (focus) return print(focusLines(found, cloud.status.buckets.artifacts).join('\n'));
  if (json) return printJson(found);
  if (found.length === 0) return print(`Nothing was committed in ${asked}.`);
  print(costLines(found, terminalWidth(process.stdout)).join('\n'));
}

const columns: TableColumn[] = [
  { title: 'run' },
  { title: 'pipeline', leftOut: 2 },
  { title: 'what' },
  { title: 'dataset', leftOut: 1 },
  { title: 'committed', isNumber: true },
  { title: 'spent', isNumber: true },
];

/** A line an entry below the names of the columns, and the sum of what counts. */
export function costLines(all: Cost[], terminalColumns?: number): string[] {
  const rows = all.map(({ run, pipeline, purpose, candidate, base, dataset = '', committed, spent }) => [
    inline(run),
    inline(pipeline),
    inline(candidate === undefined ? purpose : `${purpose} of ${candidate} on ${base}`),
    inline(dataset),
    formatDollars(committed),
    spent === undefined ? 'not known yet' : formatDollars(spent),
  ]);
  const held = all.reduce((sum, cost) => sum + cost.held, 0);
  const free = all.reduce(
    (sum, { committed, spent }) => sum + Math.max(0, spent === undefined ? 0 : committed - spent),
    0,
  );
  const givenBack = free > 0 ? ` ${formatDollars(free)} that were committed are free again.` : '';
  const table = tableLines(columns, rows, { terminalColumns, paint: colors.bold });
  return terminalColumns === undefined
    ? table
    : [...table, '', `${formatDollars(held)} count against the budget.${givenBack}`];
}
