/** What validate found in the data: objects as they were read, and rows put aside. */
import colors from 'picocolors';
import { formNames } from '../../core/formats/conversations';
import { formatNames } from '../../formats/recognise';
import type { StagedObject } from '../../schemas/generated/types';
import { firstOf } from '../../operations/runs/quarantine';
import { fileOf } from '../../operations/runs/places';
import { nounFor, plural, thousands, inline } from '../../core/wording';
import { formatBytes } from '../../core/quantities';

/** Most objects that are shown one by one; the parts of a source may be thousands. */
const objectsShown = 20;

const forms: Record<NonNullable<StagedObject['form']>, string> = {
  rows: '',
  ...formNames,
  mixed: 'conversations of several forms',
};

/** "emails.jsonl   JSONL, gzip   1,189 rows · 11 quarantined · 403 KB", in columns. */
export function objectRows(objects: StagedObject[]): { rows: string[][]; more: string[] } {
  const rows = objects.slice(0, objectsShown).map((object) => {
    const kind = [
      formatNames[object.format],
      object.compression === 'gzip' ? 'gzip' : '',
      forms[object.form ?? 'rows'],
    ];
    const amounts = [
      plural(object.rows, 'row'),
      object.quarantined > 0 ? `${thousands(object.quarantined)} quarantined` : '',
      formatBytes(object.bytes),
    ];
    return [inline(fileOf(object.uri)), kind.filter(Boolean).join(', '), amounts.filter(Boolean).join(' · ')];
  });
  const more = objects.length - rows.length;
  return { rows, more: more > 0 ? [`and ${plural(more, 'more object')}`] : [] };
}

/** Rows of one object that were put aside: how many, why, where they stand in it, and where they are kept. */
export interface Quarantined {
  head: string;
  reasons: { count: string; reason: string; places: string }[];
  uri: string;
}

export function quarantinedOf(objects: StagedObject[]): { objects: Quarantined[]; more: string[] } {
  const affected = objects.filter(({ quarantined }) => quarantined > 0);
  const shown = affected.slice(0, objectsShown).map((object) => ({
    head: `${plural(object.quarantined, 'row')} of ${inline(fileOf(object.uri))}`,
    reasons: object.reasons.map((reason) => {
      const kind = reason.lines.length > 0 ? 'line' : 'row';
      const places = `${nounFor(reason.count, kind)} ${firstOf(reason, `${kind}s`, 5)}`;
      return { count: thousands(reason.count), reason: inline(reason.reason), places };
    }),
    uri: inline(object.quarantineUri ?? ''),
  }));
  const more = affected.length - shown.length;
  return { objects: shown, more: more > 0 ? [`and rows of ${plural(more, 'more object')}`] : [] };
}

/** As lines of a terminal. */
export function quarantineLines({ head, reasons, uri }: Quarantined): string[] {
  const longest = Math.max(...reasons.map(({ count }) => count.length));
  return [
    head,
    ...reasons.map(
      ({ count, reason, places }) => `${count.padStart(longest + 2)}  ${reason} ${colors.dim(`(${places})`)}`,
    ),
    uri,
  ];
}
