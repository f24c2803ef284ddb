/** What the rows of each source were worth, by the pipeline's rules: how many are invalid, and how many are left. */
import type { Check, Configuration, StagedObject } from '../../../schemas/generated/types';
import { isOn, ruled, type Measurement } from '../../../core/checks';
import { originPrefix } from '../../../core/origin';
import { type Sources } from '../../shared/warehouse/sources';
import { plural, portion, printable } from '../../../core/wording';
import { fileOf, type Where } from './where';

const mostFindings = 5;

/** invalidRows of each source that is there, and minimumRows of each that is required. */
export function rowFindings(
  { pipeline }: Configuration,
  sources: Sources,
  staged: StagedObject[],
  where: Where,
): Check[] {
  const { onInvalidRow, maxInvalidShare, checks } = pipeline.validation;
  const invalid = { level: 'fail' as const, threshold: onInvalidRow === 'fail' ? 0 : maxInvalidShare };
  return sources.flatMap(({ source, objects, rows }) => {
    const those = staged.filter((object) => object.source === source);
    const isRequired = pipeline.sources[source]!.required;
    return [
      ...(objects.length > 0 ? [ruled(invalid, invalidRows(source, those, where))] : []),
      ...(isRequired && isOn(checks.minimumRows)
        ? [ruled(checks.minimumRows, minimumRows(source, rows, checks.minimumRows.threshold, those))]
        : []),
    ];
  });
}

function minimumRows(source: string, rows: number, least: number, staged: StagedObject[]): Measurement {
  const reason = rows === 0 ? 'there is no clean row' : plural(rows, 'clean row');
  const short = rows < least ? staged : [];
  const each = short.slice(0, mostFindings).map((object) => {
    return { where: fileOf(object.uri), what: plural(object.rows, 'clean row') };
  });
  return {
    name: 'minimumRows',
    subject: source,
    unit: 'rows',
    measured: rows,
    count: rows,
    total: rows,
    reason,
    rows: each,
  };
}

function invalidRows(source: string, staged: StagedObject[], where: Where): Measurement {
  const count = staged.reduce((sum, { quarantined }) => sum + quarantined, 0);
  const total = staged.reduce((sum, { rows }) => sum + rows, count);
  const rows = firstFindings(staged, where);
  return {
    name: 'invalidRows',
    subject: source,
    unit: 'share',
    measured: total === 0 ? null : count / total,
    count,
    total,
    reason:
      total === 0
        ? 'the file holds no rows'
        : count === 0
          ? 'every row is valid'
          : invalidInWords(count, total, staged),
    rows,
  };
}

/** The first invalid rows of all objects, each with all that is wrong with it as far as the reasons tell. */
function firstFindings(staged: StagedObject[], where: Where): Check['rows'] {
  const found = new Map<string, { row: number; where: string; origin: string; reasons: string[] }>();
  for (const object of staged) {
    for (const { reason, rows, lines } of object.reasons) {
      for (const [index, row] of rows.entries()) {
        const origin = `${originPrefix(object)}${row}`;
        const finding = found.get(origin) ?? { row, where: where(origin, lines[index] ?? row), origin, reasons: [] };
        finding.reasons.push(printable(reason));
        found.set(origin, finding);
      }
    }
  }
  const first = [...found.values()].toSorted((a, b) => a.row - b.row).slice(0, mostFindings);
  return first.map(({ where: place, origin, reasons }) => ({ where: place, origin, what: reasons.join('; ') }));
}

/** 11 of 1,200 rows (0.92 %) are invalid: summary is missing (11) */
function invalidInWords(count: number, total: number, staged: StagedObject[]): string {
  const counts = new Map<string, number>();
  for (const { reason, count: more } of staged.flatMap(({ reasons }) => reasons))
    counts.set(reason, (counts.get(reason) ?? 0) + more);
  const frequent = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  const reasons = frequent.map(([reason, times]) => `${printable(reason)} (${times})`).join(', ');
  return `${portion(count, total, 'row')} are invalid: ${reasons}${counts.size > 3 ? ', …' : ''}`;
}
