/** landfall datasets: every dataset version, the newest first. */
import colors from 'picocolors';
import type { DatasetCard } from '../../schemas/generated/types';
import { connect } from '../cloud';
import { createLedger } from '../ledger';
import { print, printJson } from '../output';
import { thousands } from '../../core/wording';
import { formatAge, inColumns, inline, width } from '../render/text';

export async function datasets({ json, pipeline }: { json?: boolean; pipeline?: string }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const keys = await ledger.listVersions(pipeline);
  const cards = (await Promise.all(keys.map((key) => ledger.readCard(key)))).filter((card) => card !== undefined);
  cards.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (json) return printJson(cards.map(summarizeCard));
  if (cards.length === 0) return print('No dataset versions yet.\n  Next: npx landfall drop PIPELINE FILE…');
  print(versionLines(cards, process.stdout.columns, cloud.now()).join('\n'));
}

const head = ['version', 'pipeline', 'made by', 'made', 'train', 'evaluation', 'left out', 'warnings'];
/** Columns given up, one more each time, where the terminal is too narrow for all: the run, then what was left out. */
const dispensable = [2, 6];

/** A line a version below the names of the columns. */
export function versionLines(cards: DatasetCard[], terminalColumns = Infinity, now = Date.now()): string[] {
  const rows = cards.map((card) => {
    const { version, pipeline, madeByRun, createdAt, train, evaluation, leftOut, warnings } = summarizeCard(card);
    const age = formatAge(Math.max(0, now - Date.parse(createdAt)));
    return [
      inline(version),
      inline(pipeline),
      inline(madeByRun),
      age,
      ...[train, evaluation, leftOut, warnings].map(thousands),
    ];
  });
  for (let given = 0; ; given++) {
    const kept = head.map((_, i) => i).filter((i) => !dispensable.slice(0, given).includes(i));
    const right = kept.flatMap((column, i) => (column > 3 ? [i] : []));
    const table = [head.map((name) => colors.bold(name)), ...rows].map((row) => kept.map((i) => row[i]!));
    const lines = inColumns(table, { right, gap: 2 });
    if (given === dispensable.length || Math.max(...lines.map(width)) < terminalColumns) return lines;
  }
}

/** One version in a list: its counts, and how many of its checks warn. */
export function summarizeCard(card: DatasetCard) {
  const { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, checks } = card;
  const leftOut = Object.values(card.leftOut).reduce((sum, count) => sum + count, 0);
  const warnings = checks.filter(({ outcome }) => outcome === 'warned').length;
  return { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, leftOut, warnings };
}
