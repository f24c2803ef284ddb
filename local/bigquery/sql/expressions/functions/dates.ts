/** Dates and times: parts, intervals, formats. TIMESTAMP is UTC throughout, as the session's zone is. */
import { invalidQuery, unsupported } from '../../../errors';
import { kindOf, read, type Fields, type Node } from '../../ast';
import type { Translation } from '../../context';
import { emitFormat } from './date-formats';

type Rule = (args: Node[], t: Translation) => string;

const micros: Record<string, bigint> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1000000n,
  MINUTE: 60000000n,
  HOUR: 3600000000n,
  DAY: 86400000000n,
};

const dateParts = new Set(['DAY', 'WEEK', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR']);

/** The date or time part that an argument names. */
function partOf(node: Node | undefined): string {
  if (node && kindOf(node) === 'var') return String(node.var!.this).toUpperCase();
  const column = node?.column?.name as { name: string } | undefined;
  if (column) return column.name.toUpperCase();
  if (node && kindOf(node) === 'function') throw unsupported(`part ${String(node.function!.name)}(…)`);
  throw unsupported('a date part that is not a name');
}

function utcOnly(zone: Node | undefined, t: Translation): void {
  if (!zone) return;
  const text = t.stringLiteral(zone)?.text;
  if (!/^(UTC|Etc\/UTC|GMT|\+00(:?00)?)$/i.test(text ?? '')) throw unsupported('a time zone other than UTC');
}

const shift =
  (sign: '+' | '-', result: string): Rule =>
  ([value, amount], t) => {
    if (!amount?.interval) throw invalidQuery('Expected INTERVAL as the second argument');
    return `CAST(CAST(${t.emit(value)} AS ${result}) ${sign} ${t.emit(amount)} AS ${result})`;
  };

/** Boundaries crossed between two dates; weeks begin on Sunday, ISO weeks on Monday. */
const boundaries =
  (type: string): Rule =>
  ([later, earlier, part], t) => {
    const unit = partOf(part);
    const [end, start] = [`CAST(${t.emit(later)} AS ${type})`, `CAST(${t.emit(earlier)} AS ${type})`];
    const weeks = (shift: string) =>
      `(date_diff('day', date_trunc('week', ${start}${shift}), date_trunc('week', ${end}${shift})) // 7)`;
    if (unit === 'WEEK') return weeks(' + INTERVAL 1 DAY');
    if (unit === 'ISOWEEK') return weeks('');
    if (!dateParts.has(unit) && (type === 'DATE' || !micros[unit])) throw unsupported(`difference in ${unit}`);
    return `date_diff('${unit.toLowerCase()}', ${start}, ${end})`;
  };

/** Whole parts between two instants. */
const elapsed: Rule = ([later, earlier, part], t) => {
  const size = micros[partOf(part)];
  if (!size) throw unsupported(`TIMESTAMP_DIFF in ${partOf(part)}`);
  return `((epoch_us(CAST(${t.emit(later)} AS TIMESTAMPTZ)) - epoch_us(CAST(${t.emit(earlier)} AS TIMESTAMPTZ))) // ${size})`;
};

const truncate =
  (type: string): Rule =>
  ([value, part, zone], t) => {
    utcOnly(zone, t);
    const unit = partOf(part);
    const text = `CAST(${t.emit(value)} AS ${type})`;
    if (unit === 'WEEK') return `CAST(date_trunc('week', ${text} + INTERVAL 1 DAY) - INTERVAL 1 DAY AS ${type})`;
    if (unit === 'ISOWEEK') return `CAST(date_trunc('week', ${text}) AS ${type})`;
    if (!dateParts.has(unit) && (type === 'DATE' || !micros[unit])) throw unsupported(`truncation to ${unit}`);
    return `CAST(date_trunc('${unit.toLowerCase()}', ${text}) AS ${type})`;
  };

const convert =
  (type: string, build?: string): Rule =>
  (args, t) => {
    if (args.length >= 3 && build) return `CAST(${build}(${args.map((arg) => t.emit(arg)).join(', ')}) AS ${type})`;
    utcOnly(args[1], t);
    return `CAST(${t.emit(args[0])} AS ${type})`;
  };

const now =
  (text: string): Rule =>
  ([zone], t) => {
    utcOnly(zone, t);
    return text;
  };

const one =
  (template: (value: string) => string): Rule =>
  ([value], t) =>
    template(t.emit(value));

const format =
  (type: string): Rule =>
  ([pattern, value, zone], t) => {
    utcOnly(zone, t);
    return `strftime(CAST(CAST(${t.emit(value)} AS ${type}) AS TIMESTAMP), ${emitFormat(pattern!, 'format', t)})`;
  };

const parseAs =
  (type: string): Rule =>
  ([pattern, text, zone], t) => {
    utcOnly(zone, t);
    return `CAST(strptime(${t.emit(text)}, ${emitFormat(pattern!, 'parse', t)}) AS ${type})`;
  };

export const dateFunctions: Record<string, Rule> = {
  CURRENT_DATE: now('CAST(now() AS DATE)'),
  CURRENT_TIMESTAMP: now('now()'),
  CURRENT_DATETIME: now('CAST(now() AS TIMESTAMP)'),
  CURRENT_TIME: now('CAST(CAST(now() AS TIMESTAMP) AS TIME)'),
  DATE: convert('DATE', 'make_date'),
  DATETIME: (args, t) => {
    if (args.length === 6)
      return `make_timestamp(${args.map((arg, at) => (at === 5 ? `CAST(${t.emit(arg)} AS DOUBLE)` : t.emit(arg))).join(', ')})`;
    if (args.length === 2 && !args[1]!.literal)
      return `(CAST(${t.emit(args[0])} AS DATE) + CAST(${t.emit(args[1])} AS TIME))`;
    return convert('TIMESTAMP')(args, t);
  },
  TIME: (args, t) =>
    args.length === 3
      ? `make_time(${t.emit(args[0])}, ${t.emit(args[1])}, CAST(${t.emit(args[2])} AS DOUBLE))`
      : `CAST(CAST(${t.emit(args[0])} AS TIMESTAMP) AS TIME)`,
  TIMESTAMP: convert('TIMESTAMPTZ'),
  STRING: ([value, zone], t) => {
    utcOnly(zone, t);
    return `bq_string(${t.emit(value)})`;
  },
  DATE_ADD: shift('+', 'DATE'),
  DATE_SUB: shift('-', 'DATE'),
  DATETIME_ADD: shift('+', 'TIMESTAMP'),
  DATETIME_SUB: shift('-', 'TIMESTAMP'),
  TIMESTAMP_ADD: shift('+', 'TIMESTAMPTZ'),
  TIMESTAMP_SUB: shift('-', 'TIMESTAMPTZ'),
  TIME_ADD: shift('+', 'TIME'),
  TIME_SUB: shift('-', 'TIME'),
  DATE_DIFF: boundaries('DATE'),
  DATETIME_DIFF: boundaries('TIMESTAMP'),
  TIMESTAMP_DIFF: elapsed,
  DATE_TRUNC: truncate('DATE'),
  DATETIME_TRUNC: truncate('TIMESTAMP'),
  TIMESTAMP_TRUNC: truncate('TIMESTAMPTZ'),
  LAST_DAY: one((value) => `last_day(CAST(${value} AS DATE))`),
  UNIX_SECONDS: one((value) => `CAST(floor(epoch_us(CAST(${value} AS TIMESTAMPTZ)) / 1000000) AS BIGINT)`),
  UNIX_MILLIS: one((value) => `CAST(floor(epoch_us(CAST(${value} AS TIMESTAMPTZ)) / 1000) AS BIGINT)`),
  UNIX_MICROS: one((value) => `epoch_us(CAST(${value} AS TIMESTAMPTZ))`),
  UNIX_DATE: one((value) => `date_diff('day', DATE '1970-01-01', CAST(${value} AS DATE))`),
  DATE_FROM_UNIX_DATE: one((value) => `CAST(DATE '1970-01-01' + to_days(CAST(${value} AS INTEGER)) AS DATE)`),
  TIMESTAMP_SECONDS: one((value) => `CAST(make_timestamp(${value} * 1000000) AS TIMESTAMPTZ)`),
  TIMESTAMP_MILLIS: one((value) => `CAST(make_timestamp(${value} * 1000) AS TIMESTAMPTZ)`),
  TIMESTAMP_MICROS: one((value) => `CAST(make_timestamp(${value}) AS TIMESTAMPTZ)`),
  FORMAT_DATE: format('DATE'),
  FORMAT_DATETIME: format('TIMESTAMP'),
  FORMAT_TIMESTAMP: format('TIMESTAMPTZ'),
  PARSE_DATE: parseAs('DATE'),
  PARSE_DATETIME: parseAs('TIMESTAMP'),
  PARSE_TIMESTAMP: parseAs('TIMESTAMPTZ'),
  GENERATE_DATE_ARRAY: ([start, end, step], t) =>
    `list_transform(bq_generate_times(CAST(${t.emit(start)} AS DATE), CAST(${t.emit(end)} AS DATE), ${step ? t.emit(step) : 'INTERVAL 1 DAY'}), lambda element: CAST(element AS DATE))`,
  GENERATE_TIMESTAMP_ARRAY: ([start, end, step], t) =>
    `bq_generate_times(CAST(${t.emit(start)} AS TIMESTAMPTZ), CAST(${t.emit(end)} AS TIMESTAMPTZ), ${t.emit(step)})`,
};

const extracted: Record<string, (value: string) => string> = {
  DAYOFWEEK: (value) => `(extract(dow FROM ${value}) + 1)`,
  DAYOFYEAR: (value) => `extract(doy FROM ${value})`,
  WEEK: (value) => `CAST(strftime(CAST(${value} AS TIMESTAMP), '%U') AS BIGINT)`,
  ISOWEEK: (value) => `extract(week FROM ${value})`,
  ISOYEAR: (value) => `extract(isoyear FROM ${value})`,
  MILLISECOND: (value) => `(extract(millisecond FROM ${value}) % 1000)`,
  MICROSECOND: (value) => `(extract(microsecond FROM ${value}) % 1000000)`,
  DATE: (value) => `CAST(${value} AS DATE)`,
  TIME: (value) => `CAST(CAST(${value} AS TIMESTAMP) AS TIME)`,
  DATETIME: (value) => `CAST(${value} AS TIMESTAMP)`,
};

/** EXTRACT(PART FROM value [AT TIME ZONE 'UTC']). */
export function emitExtract(fields: Fields, t: Translation): string {
  const { this: source, field } = read('EXTRACT', fields, ['this', 'field']) as {
    this: Node;
    field: string | { Custom: string };
  };
  const part = (typeof field === 'string' ? field : field.Custom).toUpperCase();
  const zoned = source.at_time_zone as { this: Node; zone: Node } | undefined;
  if (zoned) utcOnly(zoned.zone, t);
  const value = t.emit(zoned ? zoned.this : source);
  const rule = extracted[part];
  if (rule) return rule(value);
  if (!/^(YEAR|QUARTER|MONTH|DAY|HOUR|MINUTE|SECOND)$/.test(part)) throw unsupported(`EXTRACT of ${part}`);
  return `extract(${part.toLowerCase()} FROM ${value})`;
}
