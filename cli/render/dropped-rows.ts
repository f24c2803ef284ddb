/** Training examples that tuning cut off or left out, each by the rows that it was made of. */
import { rowsInWords, type DroppedRecord } from '../../core/dropped';
import { plural, inline } from '../../core/wording';

/** More are not read one by one; the record has all that the service names. */
const mostRows = 20;

export function droppedRows(records: DroppedRecord[]): { rows: string[][]; more: string[] } {
  const rows = records.flatMap(({ candidate, sample }) =>
    sample.map((example) => [inline(candidate), inline(rowsInWords(example)), inline(example.reason ?? '')]),
  );
  const count = records.reduce((sum, record) => sum + record.count, 0);
  const shown = rows.slice(0, mostRows);
  const others = count - shown.length;
  return { rows: shown, more: count === 0 || others <= 0 ? [] : [`and ${plural(others, 'more example')}`] };
}
