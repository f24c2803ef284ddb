/** What validate and transform found in the data, as paragraphs: objects as they were read, rows put aside, checks. */
import colors from 'picocolors';
import { formNames } from '../../core/formats/conversations';
import { formatNames } from '../../formats/recognise';
import type { Check, StagedObject } from '../../schemas/generated/types';
import type { RunView } from '../run-view';
import { firstOf } from '../quarantine';
import { checkLines } from './check-lines';
import { fileOf } from './places';
import { batchOf, columnsFor, labelled } from './run-lines';
import { nounFor, plural, thousands } from '../../core/wording';
import { formatBytes, inColumns, inline } from './text';

/** Paragraphs for a person, each with its label; none for a stage that has reported nothing. */
export function reportLines(view: RunView): string[] {
  const { validate, transform } = view.findings;
  const objects = validate?.objects ?? [];
  const checks = [...(validate?.checks ?? []), ...(transform?.checks ?? [])];
  return [
    ...(objects.length > 0 ? [labelled('Read', readLines(objects).join('\n'))] : []),
    ...quarantineParagraphs(objects),
    ...(checks.length > 0 ? [labelled('Checks', checksText(checks, batchOf(view)))] : []),
  ];
}

/** Most objects that are shown one by one; the parts of a source may be thousands. */
const objectsShown = 20;

const forms: Record<NonNullable<StagedObject['form']>, string> = {
  rows: '',
  ...formNames,
  mixed: 'conversations of several forms',
};

/** "emails.jsonl   JSONL, gzip   1,189 rows · 11 quarantined · 403 KB", in columns. */
function readLines(objects: StagedObject[]): string[] {
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
  return [...inColumns(rows, { room: columnsFor() }), ...(more > 0 ? [`and ${plural(more, 'more object')}`] : [])];
}

/** A paragraph per object that has rows put aside: how many, why, where they stand in it, and where they are kept. */
function quarantineParagraphs(objects: StagedObject[]): string[] {
  const affected = objects.filter(({ quarantined }) => quarantined > 0);
  const paragraphs = affected.slice(0, objectsShown).map((object, i) => {
    const longest = Math.max(...object.reasons.map(({ count }) => thousands(count).length));
    const reasons = object.reasons.map((reason) => {
      const places = reason.lines.length > 0 ? firstOf(reason, 'lines', 5) : firstOf(reason, 'rows', 5);
      const noun = nounFor(reason.count, reason.lines.length > 0 ? 'line' : 'row');
      return `${thousands(reason.count).padStart(longest + 2)}  ${inline(reason.reason)} ${colors.dim(`(${noun} ${places})`)}`;
    });
    const head = `${plural(object.quarantined, 'row')} of ${inline(fileOf(object.uri))}`;
    return labelled(i === 0 ? 'Quarantine' : '', [head, ...reasons, inline(object.quarantineUri ?? '')].join('\n'));
  });
  const more = affected.length - paragraphs.length;
  return more > 0 ? [...paragraphs, labelled('', `and rows of ${plural(more, 'more object')}`)] : paragraphs;
}

function checksText(checks: Check[], batch: string): string {
  return checkLines(checks, { batch, columns: columnsFor() }).join('\n');
}
