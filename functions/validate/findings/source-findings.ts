/** What is asked of a run's sources as sets, in one statement: unique columns and references. */
import type { Check, Configuration } from '../../../schemas/generated/types';
import { isOn, judge, type Measurement } from '../../../core/checks';
import { valueColumns } from '../../../core/row-schema';
import { quotedIdentifier } from '../../../core/quoted-identifier';
import { keyText } from '../../shared/warehouse/key-text';
import { hasAdded, sourceExpressions, uniqueColumns, type Sources } from '../../shared/warehouse/sources';
import { fillSlots, type Statement } from '../../../core/statement';
import type { Column } from '../../../core/row-schema';
import { plural, portion, printable, shown, thousands } from '../../../core/wording';
import type { Where } from './where';

/** A row of the statement. */
export interface Counted {
  check_index: number;
  count_rows: number;
  findings: { origin: string; line: number; found: string; first_origin: string | null; first_line: number | null }[];
}

/** A question about a source: how it is asked in SQL, and what an answer means. */
interface Question {
  name: 'uniqueness' | 'references' | 'replacedRows';
  subject: string;
  /** Rows looked at; none, and nothing is asked. */
  total: number;
  /** Why nothing can be measured. */
  because?: string;
  file: string;
  slots: Record<string, string>;
  reason: (count: number, total: number) => string;
  /** The values of a finding, in words. */
  values: (found: unknown) => string;
}

/** The questions that a pipeline asks of its sources, in the order of the file. */
export function questionsOf({ pipeline, rowSchemas }: Configuration, sources: Sources): Question[] {
  const { uniqueness, references } = pipeline.validation.checks;
  const rowsOf = (source: string) => sources.find((each) => each.source === source)?.rows ?? 0;
  const isThere = (source: string) => sources.some((each) => each.source === source && each.objects.length > 0);
  return Object.entries(pipeline.sources).flatMap(([source, spec]) => {
    const total = rowsOf(source);
    const because = total === 0 ? `there are no rows of ${source}` : undefined;
    const columns = valueColumns(rowSchemas[source] ?? {}).filter(({ name }) => spec.unique?.includes(name));
    const isAddedTo = sources.some((each) => each.source === source && hasAdded(each.objects));
    const replaced = isAddedTo && columns.length > 0 ? [replacedOf(source, columns)] : [];
    const unique = isOn(uniqueness) && columns.length > 0 ? [uniquenessOf(source, columns)] : [];
    const found = isOn(references) ? Object.entries(spec.references ?? {}) : [];
    return [
      ...[...replaced, ...unique].map((question) => ({ ...question, total, because })),
      ...found.map(([column, target]) => {
        const [targetSource = '', targetColumn = ''] = target.split('.');
        const isMissing = !isThere(targetSource) && `the batch has no ${targetSource}`;
        const question = referenceOf(source, column, targetSource, targetColumn);
        return { ...question, total, because: because ?? (isMissing || undefined) };
      }),
    ];
  });
}

type Asked = Omit<Question, 'total' | 'because'>;

function uniquenessOf(source: string, columns: Column[]): Asked {
  const names = columns.map(({ name }) => printable(name)).join(' and ');
  return {
    name: 'uniqueness',
    subject: source,
    file: 'checks/sources/uniqueness.sql',
    slots: {
      source: quotedIdentifier(source),
      values_as_text: keyText(columns),
      values_as_json: columns.map(({ name }) => `TO_JSON_STRING(${quotedIdentifier(name)})`).join(`, ',', `),
    },
    reason: (count) => `${count === 0 ? 'no row repeats' : 'repeat'} the ${names} of an earlier one`,
    values: (found) => valuesInWords(found, columns),
  };
}

/** Of a source that rows were added to: rows of the earlier objects that an added one has taken the place of. */
function replacedOf(source: string, columns: Column[]): Asked {
  const names = columns.map(({ name }) => printable(name)).join(' and ');
  return {
    name: 'replacedRows',
    subject: source,
    file: 'checks/sources/replaced.sql',
    slots: {
      all: quotedIdentifier(`_all_${source}`),
      added: quotedIdentifier(`_added_${source}`),
      values_as_json: columns.map(({ name }) => `TO_JSON_STRING(${quotedIdentifier(name)})`).join(`, ',', `),
    },
    reason: (count, total) =>
      count === 0
        ? `no row gave way to an added one: none has its ${names}`
        : `gave way to an added one of the same ${names}; ${thousands(total - count)} are used`,
    values: (found) => valuesInWords(found, columns),
  };
}

const valuesInWords = (found: unknown, columns: Column[]): string =>
  (found as unknown[]).map((value, index) => `${printable(columns[index]!.name)} ${shown(value)}`).join(', ');

function referenceOf(source: string, column: string, target: string, targetColumn: string): Asked {
  const name = printable(column);
  return {
    name: 'references',
    subject: `${source}.${name}`,
    file: 'checks/sources/references.sql',
    slots: {
      source: quotedIdentifier(source),
      column: quotedIdentifier(column),
      target: quotedIdentifier(target),
      target_column: quotedIdentifier(targetColumn),
    },
    reason: (count) =>
      count === 0
        ? `every ${name} is found in ${target}.${printable(targetColumn)}`
        : `have a ${name} that is not found in ${target}.${printable(targetColumn)}`,
    values: (found) => `${name} ${shown(found)}`,
  };
}

const told = { level: 'warn', threshold: 1 } as const;

const isMeasured = ({ because }: Question) => because === undefined;

/** Undefined when there is nothing to ask. */
export function sourceChecksStatement(
  questions: Question[],
  sources: Sources,
  { sql: shared, rowSchemas, pipeline }: Configuration,
): Statement | undefined {
  const measured = questions.filter(isMeasured);
  if (measured.length === 0) return undefined;
  const expressions = sourceExpressions(sources, rowSchemas, ['_row', '_line'], uniqueColumns(pipeline));
  const indexes = measured.map((question) => questions.indexOf(question));
  const selects = measured.map(({ file, slots }, at) => {
    const check = `@check_${indexes[at]}`;
    return `(\n${fillSlots(shared, file, { ...slots, check }).sql.trimEnd()}\n)`;
  });
  return {
    ...fillSlots(shared, 'checks/sources.sql', {
      sources: expressions.sql,
      checks: selects.join('\nUNION ALL\n'),
    }),
    params: { ...expressions.params, ...Object.fromEntries(indexes.map((index) => [`check_${index}`, index])) },
  };
}

/** The answers under the pipeline's rules; what could not be measured says why. */
export function sourceFindings(
  questions: Question[],
  answers: Counted[],
  { pipeline }: Configuration,
  where: Where,
): Check[] {
  return questions.flatMap((question, index) => {
    // What was added is told, and nothing is wrong with it.
    const rule = question.name === 'replacedRows' ? told : pipeline.validation.checks[question.name];
    if (!isOn(rule)) return [];
    const answer = answers.find(({ check_index }) => check_index === index);
    return [judge(rule, measurementOf(question, answer, where))];
  });
}

function measurementOf(
  { name, subject, total, because, reason, values }: Question,
  answer: Counted | undefined,
  where: Where,
): Measurement {
  const unit = 'share';
  if (because !== undefined || !answer)
    return { name, subject, unit, measured: null, count: 0, total, reason: because ?? 'it was not measured' };
  const { count_rows: count, findings } = answer;
  return {
    name,
    subject,
    unit,
    measured: count / total,
    count,
    total,
    reason:
      count === 0
        ? `${reason(0, total)} (${plural(total, 'row')})`
        : `${portion(count, total, 'row')} ${reason(count, total)}`,
    rows: findings.map(({ origin, line, found, first_origin, first_line }) => ({
      where: where(origin, line),
      origin,
      what:
        values(JSON.parse(found)) +
        (first_origin !== null && first_line !== null ? `, as in ${where(first_origin, first_line)}` : ''),
    })),
  };
}
