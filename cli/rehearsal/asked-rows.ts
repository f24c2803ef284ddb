/** Rows of the user's files as the questions that they would be: how many bytes are asked and answered, by the columns that training.sql names. */
import { parsePrompt } from '../../core/prompt';
import type { Segment } from '../../core/prompt-template';
import { votesOfRow } from '../../core/rehearsal/row-votes';
import type { AskedRow } from '../../core/rehearsal/traffic';
import type { Configuration } from '../../schemas/generated/types';
import type { DroppedFile } from '../../operations/drop/batch';
import { OperationError, exitCodes } from '../../operations/errors';
import { createReader } from '../init/reader';

export interface AskedRows {
  rows: AskedRow[];
  /** Those that hold the text that was looked for. */
  matching: AskedRow[];
  /** How they were read, in words. */
  readAs: string;
}

/** So many rows are enough to draw from. */
const mostRows = 100_000;

type FileRow = Record<string, unknown>;

/**
 * Of the pipeline's first source: what else is joined to its rows is left out.
 * @param text looked for in all columns, whatever its case
 * @throws OperationError (usage) where there are none, or a file cannot be read
 */
export async function readAskedRows(
  configuration: Configuration,
  files: DroppedFile[],
  text?: string,
): Promise<AskedRows> {
  const [source = ''] = Object.keys(configuration.pipeline.sources);
  const own = files.filter((file) => file.source === source);
  const rows: FileRow[] = [];
  const reader = await createReader();
  try {
    for (const { path } of own) {
      const { table } = await reader.load(path);
      for await (const lines of reader.texts(table)) {
        rows.push(...lines.slice(0, mostRows - rows.length).map((line) => JSON.parse(line) as FileRow));
        if (rows.length === mostRows) break;
      }
    }
  } finally {
    reader.close();
  }
  if (rows.length === 0)
    throw new OperationError(`There are no rows of ${source}.`, {
      exitCode: exitCodes.usage,
      why: `questions are drawn from the first source of the pipeline, ${source}`,
      next: `npx landfall rehearse ${configuration.pipeline.name} --source ${source}=FILE`,
    });
  const { of, readAs } = rowReader(configuration, rows);
  const wanted = text?.toLowerCase();
  const isWanted = (row: FileRow) =>
    valuesIn(row).some((value) => wanted !== undefined && value.toLowerCase().includes(wanted));
  return { rows: rows.map(of), matching: rows.filter(isWanted).map(of), readAs: `${source}: ${readAs}` };
}

function rowReader({ trainingSql, prompt, pipeline }: Configuration, rows: FileRow[]) {
  const columns = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)))].filter(
    (name) => !name.startsWith('_'),
  );
  const targets = columnsBehind(trainingSql, 'target', columns);
  const { system = [], user, fields, examples = [] } = parsePrompt(prompt);
  const behind = fields.map((field): [string, string[]] => [field, columnsBehind(trainingSql, field, columns)]);
  const others = columns.filter((name) => !targets.includes(name)).map((name): [string, string[]] => [name, [name]]);
  const asked = behind.some(([, of]) => of.length > 0) ? behind : others;
  const fixed = sum([...system, ...user].map(literalBytes)) + sum(examples.map((each) => bytes(JSON.stringify(each))));
  // As bytes, at four a token, where no row has the answer.
  const most = 4 * pipeline.generation.maxOutputTokens;
  const names = [...new Set(asked.flatMap(([, of]) => of))];
  const answered =
    targets.length > 0
      ? `${targets.join(' and ')} answered`
      : 'and answered in as many tokens as generation.maxOutputTokens allows';
  return {
    of: (row: FileRow): AskedRow => {
      const values = Object.fromEntries(asked.map(([field, of]) => [field, textIn(row, of)]));
      const answer = targets.length > 0 ? textIn(row, targets) : undefined;
      return {
        asked: fixed + sum(Object.values(values).map(bytes)),
        answered: answer === undefined ? most : bytes(answer),
        votes: votesOfRow(values, answer),
      };
    },
    readAs: `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} asked, ${answered}`,
  };
}

/** Columns that stand in what training.sql selects AS the field; or else the one of the field's own name. */
function columnsBehind(sql: string, field: string, columns: string[]): string[] {
  const words = new Set(expressionOf(sql, field).match(/\w+/g));
  return columns.filter((name) => words.has(name));
}

/** Back to the comma before it, or to the bracket around it. */
function expressionOf(sql: string, field: string): string {
  const end = sql.search(new RegExp(`\\bAS\\s+${field}\\b`, 'i'));
  if (end < 0) return field;
  let start = end;
  for (let depth = 0; start > 0; start--) {
    const before = sql[start - 1];
    if (before === ')') depth += 1;
    if (before === '(') depth -= 1;
    if (depth < 0 || (before === ',' && depth === 0)) break;
  }
  return sql.slice(start, end);
}

const bytes = (text: string): number => Buffer.byteLength(text);
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const literalBytes = (segment: Segment): number => ('literal' in segment ? bytes(segment.literal) : 0);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
const valuesIn = (row: FileRow): string[] => Object.values(row).map(textOf);
const textIn = (row: FileRow, columns: string[]): string => columns.map((name) => textOf(row[name])).join(' ');
