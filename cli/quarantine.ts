/** Which rows were put aside and why, in a few words: "rows 17, 88, 203 …: summary missing". */
import type { DatasetValidated } from '../schemas/generated/types';
import type { Ledger } from './ledger';

export interface QuarantinedRow {
  row: number;
  reason: string;
}

/** Rows of every quarantine file of the run. */
export async function readQuarantine(
  ledger: Ledger,
  validated: DatasetValidated,
): Promise<{ source: string; uri: string; rows: QuarantinedRow[] }[]> {
  const sources = validated.sources.filter(({ quarantineUri }) => quarantineUri);
  return Promise.all(
    sources.map(async ({ source, quarantineUri = '' }) => ({
      source,
      uri: quarantineUri,
      rows: parseQuarantine((await ledger.readText(quarantineUri)) ?? ''),
    })),
  );
}

export function parseQuarantine(text: string): QuarantinedRow[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { row, reason, reasons } = JSON.parse(line) as { row: number; reason?: string; reasons?: string[] };
      return { row, reason: reason ?? reasons?.join('; ') ?? '' };
    });
}

/** Each reason with its rows, the most frequent first. */
export function countReasons(rows: QuarantinedRow[]): [reason: string, rows: number[]][] {
  const byReason = new Map<string, number[]>();
  for (const { row, reason } of rows) {
    const found = byReason.get(reason);
    if (found) found.push(row);
    else byReason.set(reason, [row]);
  }
  return [...byReason].sort(([, a], [, b]) => b.length - a.length);
}

/** The most frequent reason with its first rows; the other reasons are only counted. */
export function summarizeQuarantine(rows: QuarantinedRow[], shown = 3): string {
  const [first, ...others] = countReasons(rows);
  if (!first) return '';
  const [reason, numbers] = first;
  const list = numbers.slice(0, shown).join(', ') + (numbers.length > shown ? ' …' : '');
  const more = others.length > 0 ? `; ${others.length} other reason${others.length === 1 ? '' : 's'}` : '';
  return `${numbers.length === 1 ? 'row' : 'rows'} ${list}: ${reason}${more}`;
}
