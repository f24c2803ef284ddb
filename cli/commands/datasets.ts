/** landfall datasets: every dataset version, the newest first. */
import colors from 'picocolors';
import type { DatasetCard } from '../../schemas/generated/types';
import { connect } from '../cloud';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { thousands, inline } from '../../core/wording';
import { tableLines, type TableColumn } from '../render/table';
import { terminalWidth } from '../render/text';
import { formatAge } from '../../core/quantities';
import { summarizeCard } from '../../operations/warehouse/versions';

export async function datasets({ json, pipeline }: { json?: boolean; pipeline?: string }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const keys = await ledger.listVersions(pipeline);
  const cards = (await Promise.all(keys.map((key) => ledger.readCard(key)))).filter((card) => card !== undefined);
  cards.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (json) return printJson(cards.map(summarizeCard));
  if (cards.length === 0) return print('No dataset versions yet.\n  Next: npx landfall drop PIPELINE FILE…');
  print(versionLines(cards, terminalWidth(process.stdout), cloud.now()).join('\n'));
}

const columns: TableColumn[] = [
  { title: 'version' },
  { title: 'pipeline', leftOut: 5 },
  { title: 'made by', leftOut: 1 },
  { title: 'made', leftOut: 3 },
  { title: 'train', isNumber: true },
  { title: 'evaluation', isNumber: true, leftOut: 4 },
  { title: 'left out', isNumber: true, leftOut: 2 },
  { title: 'warnings', isNumber: true },
];

/** A line a version below the names of the columns. */
export function versionLines(cards: DatasetCard[], terminalColumns: number | undefined, now: number): string[] {
  const rows = cards.map((card) => {
    const { version, pipeline, madeByRun, createdAt, train, evaluation, leftOut, warnings } = summarizeCard(card);
    const age = formatAge(Math.max(0, now - Date.parse(createdAt)));
    const counts = [train, evaluation, leftOut, warnings].map(thousands);
    return [inline(version), inline(pipeline), inline(madeByRun), age, ...counts];
  });
  return tableLines(columns, rows, { terminalColumns, paint: colors.bold });
}
