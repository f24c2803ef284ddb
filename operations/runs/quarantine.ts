/** Which rows were put aside and why, in a few words: "rows 17, 88, 203 …: summary missing". */
import type { QuarantineReason, StagedObject } from '../../schemas/generated/types';
import { fileOf } from './places';
import { nounFor, plural } from '../../core/wording';

/**
 * The most frequent reason with its first rows; the other reasons are only counted. Counts and first rows are the report's:
 * a quarantine file may be huge and is not read.
 */
export function summarizeQuarantine(objects: StagedObject[] = []): string {
  const found = objects
    .flatMap((object) => object.reasons.map((reason) => ({ object, reason })))
    .sort((a, b) => b.reason.count - a.reason.count);
  const [first, ...others] = found;
  if (!first) return '';
  const file = new Set(found.map(({ object }) => object.uri)).size > 1 ? `${fileOf(first.object.uri)} ` : '';
  const other = new Set(others.map(({ reason }) => reason.reason)).size;
  const more = others.length > 0 ? `; ${plural(other, 'other reason')}` : '';
  const noun = nounFor(first.reason.count, 'row');
  return `${file}${noun} ${firstOf(first.reason, 'rows')}: ${first.reason.reason}${more}`;
}

/** "17, 88, 203 …": the first rows, or lines, that a reason was found on. */
export function firstOf(reason: QuarantineReason, places: 'rows' | 'lines', shown = 3): string {
  return (
    reason[places].slice(0, shown).join(', ') + (reason.count > Math.min(shown, reason[places].length) ? ' …' : '')
  );
}
