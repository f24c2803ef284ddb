/** landfall datasets: every dataset version, the newest first. */
import Table from 'cli-table3';
import colors from 'picocolors';
import type { DatasetCard } from '../../schemas/generated/types';
import { connect } from '../cloud';
import { createLedger } from '../ledger';
import { print, printJson } from '../output';
import { plainTable } from '../render/metrics-table';
import { formatAge, formatCount, inline } from '../render/text';

export async function datasets({ json, pipeline }: { json?: boolean; pipeline?: string }): Promise<void> {
  const ledger = createLedger(await connect());
  const keys = await ledger.listVersions(pipeline);
  const cards = (await Promise.all(keys.map((key) => ledger.readCard(key)))).filter((card) => card !== undefined);
  cards.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (json) return printJson(cards.map(summarizeCard));
  if (cards.length === 0) return print('No dataset versions yet.\n  Next: npx landfall drop PIPELINE FILE…');
  const head = ['version', 'pipeline', 'made by', 'made', 'train', 'evaluation', 'left out', 'warnings'];
  const table = new Table({
    ...plainTable,
    style: { ...plainTable.style, 'padding-right': 2 },
    head: head.map((name) => colors.bold(name)),
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
  });
  for (const card of cards) {
    const { version, madeByRun, createdAt, train, evaluation, leftOut, warnings } = summarizeCard(card);
    const age = formatAge(Math.max(0, Date.now() - Date.parse(createdAt)));
    const counts = [train, evaluation, leftOut, warnings].map(formatCount);
    table.push([inline(version), inline(card.pipeline), inline(madeByRun), age, ...counts]);
  }
  print(table.toString());
}

/** One version in a list: its counts, and how many of its checks warn. */
export function summarizeCard(card: DatasetCard) {
  const { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, checks } = card;
  const leftOut = Object.values(card.leftOut).reduce((sum, count) => sum + count, 0);
  const warnings = checks.filter(({ outcome }) => outcome === 'warned').length;
  return { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, leftOut, warnings };
}
