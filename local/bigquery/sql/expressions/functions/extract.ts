/** EXTRACT(PART FROM value [AT TIME ZONE 'UTC']). */
import { invalidQuery, unsupported } from '../../../errors';
import { placeOf, read, type Fields, type Node } from '../../ast';
import type { Translation } from '../../context';
import { partOfField, weekOfYear } from './date-parts';
import { utcOnly } from './dates';

const extracted: Record<string, (value: string) => string> = {
  DAYOFWEEK: (value) => `(extract(dow FROM ${value}) + 1)`,
  DAYOFYEAR: (value) => `extract(doy FROM ${value})`,
  ISOWEEK: (value) => `extract(week FROM ${value})`,
  ISOYEAR: (value) => `extract(isoyear FROM ${value})`,
  MILLISECOND: (value) => `(extract(millisecond FROM ${value}) % 1000)`,
  MICROSECOND: (value) => `(extract(microsecond FROM ${value}) % 1000000)`,
  DATE: (value) => `CAST(${value} AS DATE)`,
  TIME: (value) => `CAST(CAST(${value} AS TIMESTAMP) AS TIME)`,
  DATETIME: (value) => `CAST(${value} AS TIMESTAMP)`,
};

const ofDay = new Set(['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND']);

/** Whether a value of a type has a part. */
const has: Record<string, (part: string) => boolean> = {
  DATE: (part) => !ofDay.has(part) && !/^(DATE|TIME|DATETIME)$/.test(part),
  TIME: (part) => ofDay.has(part),
  DATETIME: (part) => part !== 'DATETIME',
  TIMESTAMP: () => true,
};

export function emitExtract(fields: Fields, t: Translation): string {
  const { this: source, field } = read('EXTRACT', fields, ['this', 'field']) as { this: Node; field: string | Fields };
  const part = partOfField(field);
  const zoned = source.at_time_zone as { this: Node; zone: Node } | undefined;
  if (zoned) utcOnly(zoned.zone, t);
  const value = t.emit(zoned ? zoned.this : source);
  t.claim([value], ([type]) => {
    if (!has[type!.type]?.(part) || (zoned && type!.type !== 'TIMESTAMP'))
      throw invalidQuery(
        `EXTRACT${zoned ? ' AT TIME ZONE' : ''} from ${type!.type} does not support the ${part} date part`,
        placeOf(source),
      );
  });
  if (/^WEEK\b/.test(part)) return weekOfYear(value, part);
  const rule = extracted[part];
  if (rule) return rule(value);
  if (!/^(YEAR|QUARTER|MONTH|DAY|HOUR|MINUTE|SECOND)$/.test(part)) throw unsupported(`EXTRACT of ${part}`);
  return `extract(${part.toLowerCase()} FROM ${value})`;
}
