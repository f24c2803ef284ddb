/** Dates and times: made, moved, cut, compared and written. TIMESTAMP is UTC throughout, as the session's zone is. */
import { invalidQuery, unsupported } from '../../../errors';
import type { Node } from '../../ast';
import type { Translation } from '../../context';
import { castScalar } from '../casts';
import { emitFormat } from './date-formats';
import {
  between,
  boundaries,
  castTo,
  checkPart,
  cutTo,
  intervalOf,
  isText,
  micros,
  movedBy,
  partOf,
  timeValue,
  truncated,
  type TimeType,
} from './date-parts';

type Rule = (args: Node[], t: Translation) => string;

/** What the functions of a type take: one of another type than theirs keeps it. */
type Types = readonly [TimeType, ...TimeType[]];
const dates: Types = ['DATE', 'DATETIME', 'TIMESTAMP'];
const datetimes: Types = ['DATETIME', 'TIMESTAMP'];
const timestamps: Types = ['TIMESTAMP', 'DATETIME'];
const times: Types = ['TIME'];

export function utcOnly(zone: Node | undefined, t: Translation): void {
  if (!zone) return;
  const text = t.stringLiteral(zone)?.text;
  if (!/^(UTC|Etc\/UTC|GMT|\+00(:?00)?)$/i.test(text ?? '')) throw unsupported('a time zone other than UTC');
}

const moved =
  (name: string, types: Types): Rule =>
  ([given, amount], t) => {
    const { text, type } = timeValue(name, given, types, t);
    checkPart(name, intervalOf(amount, t).part, type, movedBy);
    const moved = `${text} ${name.endsWith('_SUB') ? '-' : '+'} ${t.emit(amount)}`;
    return type === 'TIME' ? castTo(moved, type) : `bq_ranged(${castTo(moved, type)})`;
  };

/** Boundaries crossed between two dates; of instants, whole parts. */
const difference =
  (name: string, types: Types): Rule =>
  ([later, earlier, named], t) => {
    const [end, start] = [timeValue(name, later, types, t), timeValue(name, earlier, types, t)];
    const type = end.type === 'DATE' ? start.type : end.type;
    const part = partOf(named);
    if ((end.type === 'TIMESTAMP') !== (start.type === 'TIMESTAMP'))
      throw invalidQuery(`No matching signature for function ${name} for argument types: ${end.type}, ${start.type}`);
    checkPart(name, part, type, between);
    return type === 'TIMESTAMP'
      ? `((epoch_us(${end.text}) - epoch_us(${start.text})) // ${micros[part]})`
      : boundaries(castTo(end.text, type), castTo(start.text, type), part);
  };

const truncate =
  (name: string, types: Types): Rule =>
  ([given, named, zone], t) => {
    utcOnly(zone, t);
    const { text, type } = timeValue(name, given, types, t);
    const part = partOf(named);
    checkPart(name, part, type, cutTo);
    return castTo(truncated(text, part), type);
  };

const lastDay: Rule = ([given, named], t) => {
  const { text } = timeValue('LAST_DAY', given, dates, t);
  const part = named ? partOf(named) : 'MONTH';
  checkPart('LAST_DAY', part, 'DATE', cutTo);
  if (part === 'ISOYEAR' || part === 'DAY') throw unsupported(`LAST_DAY of ${part}`);
  return `CAST(${truncated(text, part)} + INTERVAL 1 ${part.replace(/^ISO|\(.*/g, '')} - INTERVAL 1 DAY AS DATE)`;
};

const convert =
  (type: TimeType, build?: string): Rule =>
  (args, t) => {
    if (args.length >= 3 && build) return `bq_ranged(${build}(${args.map((arg) => t.emit(arg)).join(', ')}))`;
    utcOnly(args[1], t);
    const text = t.emit(args[0]);
    return type === 'DATE' ? castTo(text, type) : castScalar(text, type);
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
  (name: string, types: Types): Rule =>
  ([pattern, given, zone], t) => {
    utcOnly(zone, t);
    const { text, type } = timeValue(name, given, types, t);
    return `strftime(CAST(${text} AS TIMESTAMP), ${emitFormat(pattern!, 'format', type, t)})`;
  };

const parseAs =
  (type: TimeType): Rule =>
  ([pattern, text, zone], t) => {
    utcOnly(zone, t);
    const translated = emitFormat(pattern!, 'parse', type, t);
    // What is not in the text is that of 1970-01-01; DuckDB's year would be 1900.
    const isYearless = !/%[Yy]/.test(translated);
    const [read, by] = isYearless
      ? [`'1970 ' || ${t.emit(text)}`, `'%Y ' || ${translated}`]
      : [t.emit(text), translated];
    return castTo(`strptime(${read}, ${by})`, type);
  };

/** The months of a step, of those that differ in length. */
const months: Record<string, number> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

const generateDates: Rule = ([start, end, step], t) => {
  const { count, part } = step ? intervalOf(step, t) : { count: '1', part: 'DAY' };
  checkPart('GENERATE_DATE_ARRAY', part, 'DATE', movedBy);
  const ends = [start, end].map((node) => castScalar(t.emit(node), 'DATE')).join(', ');
  return months[part]
    ? `bq_generate_months(${ends}, ${count} * ${months[part]})`
    : `list_transform(bq_generate_times(${ends}, ${count} * INTERVAL 1 ${part}), lambda element: CAST(element AS DATE))`;
};

const generateTimestamps: Rule = ([start, end, step], t) => {
  checkPart('GENERATE_TIMESTAMP_ARRAY', intervalOf(step, t).part, 'TIMESTAMP', movedBy);
  const ends = [start, end].map((node) => castScalar(t.emit(node), 'TIMESTAMP')).join(', ');
  return `bq_generate_times(${ends}, ${t.emit(step)})`;
};

/** Since 1970, in a unit of so many microseconds. */
const since = (micros: number) => one((value) => `bq_floor_div(epoch_us(CAST(${value} AS TIMESTAMPTZ)), ${micros})`);
const instant = (micros: number) =>
  one((value) => `bq_ranged(CAST(make_timestamp(${value} * ${micros}) AS TIMESTAMPTZ))`);

export const dateFunctions: Record<string, Rule> = {
  CURRENT_DATE: now('CAST(now() AS DATE)'),
  CURRENT_TIMESTAMP: now('now()'),
  CURRENT_DATETIME: now('CAST(now() AS TIMESTAMP)'),
  CURRENT_TIME: now('CAST(CAST(now() AS TIMESTAMP) AS TIME)'),
  DATE: convert('DATE', 'make_date'),
  DATETIME: (args, t) => {
    if (args.length === 6) return `bq_make_datetime(${args.map((arg) => t.emit(arg)).join(', ')})`;
    if (args.length === 2 && !isText(args[1]!))
      return `(CAST(${t.emit(args[0])} AS DATE) + CAST(${t.emit(args[1])} AS TIME))`;
    return convert('DATETIME')(args, t);
  },
  TIME: (args, t) => {
    if (args.length === 3) return `bq_make_time(${args.map((arg) => t.emit(arg)).join(', ')})`;
    utcOnly(args[1], t);
    return `CAST(CAST(${t.emit(args[0])} AS TIMESTAMP) AS TIME)`;
  },
  TIMESTAMP: convert('TIMESTAMP'),
  STRING: ([value, zone], t) => {
    utcOnly(zone, t);
    const text = t.emit(value);
    const { type } = t.typeOf(text);
    if (type === 'JSON') return `bq_json_string(${text})`;
    return `bq_string(${timeValue('STRING', value, ['TIMESTAMP', 'DATE', 'DATETIME', 'TIME'], t).text})`;
  },
  DATE_ADD: moved('DATE_ADD', dates),
  DATE_SUB: moved('DATE_SUB', dates),
  DATETIME_ADD: moved('DATETIME_ADD', datetimes),
  DATETIME_SUB: moved('DATETIME_SUB', datetimes),
  TIMESTAMP_ADD: moved('TIMESTAMP_ADD', timestamps),
  TIMESTAMP_SUB: moved('TIMESTAMP_SUB', timestamps),
  TIME_ADD: moved('TIME_ADD', times),
  TIME_SUB: moved('TIME_SUB', times),
  DATE_DIFF: difference('DATE_DIFF', dates),
  DATETIME_DIFF: difference('DATETIME_DIFF', datetimes),
  TIMESTAMP_DIFF: difference('TIMESTAMP_DIFF', timestamps),
  DATE_TRUNC: truncate('DATE_TRUNC', dates),
  DATETIME_TRUNC: truncate('DATETIME_TRUNC', datetimes),
  TIMESTAMP_TRUNC: truncate('TIMESTAMP_TRUNC', timestamps),
  LAST_DAY: lastDay,
  UNIX_SECONDS: since(1000000),
  UNIX_MILLIS: since(1000),
  UNIX_MICROS: since(1),
  UNIX_DATE: one((value) => `date_diff('day', DATE '1970-01-01', CAST(${value} AS DATE))`),
  DATE_FROM_UNIX_DATE: one(
    (value) => `bq_ranged(CAST(DATE '1970-01-01' + to_days(CAST(${value} AS INTEGER)) AS DATE))`,
  ),
  TIMESTAMP_SECONDS: instant(1000000),
  TIMESTAMP_MILLIS: instant(1000),
  TIMESTAMP_MICROS: instant(1),
  FORMAT_DATE: format('FORMAT_DATE', dates),
  FORMAT_DATETIME: format('FORMAT_DATETIME', datetimes),
  FORMAT_TIMESTAMP: format('FORMAT_TIMESTAMP', timestamps),
  PARSE_DATE: parseAs('DATE'),
  PARSE_DATETIME: parseAs('DATETIME'),
  PARSE_TIMESTAMP: parseAs('TIMESTAMP'),
  GENERATE_DATE_ARRAY: generateDates,
  GENERATE_TIMESTAMP_ARRAY: generateTimestamps,
};
