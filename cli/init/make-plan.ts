/** Decides what a pipeline from these sources is to be. */
import type { BaseModel } from '../../catalog';
import { adapterSizeFor } from '../../core/candidates';
import type { RowSchema } from '../../core/row-schema';
import { OperationError, exitCodes } from '../../operations/errors';
import { conversationSchema } from './conversations';
import { cureOf, describeReasons } from './put-aside';
import type { ExaminedSource } from './examine';
import {
  guessGroup,
  guessKey,
  guessRoles,
  guessTarget,
  isLabel,
  type SourceColumn,
  type Guess,
  type Wishes,
} from './guess';
import { findJoins, type Join } from './joins';
import { findOwnSplit, type OwnSplit } from './own-split';
import { fieldName, isPlainName, wordsOf } from './names';
import type { PipelinePlan, SourcePlan } from './plan';
import { rowSchema } from './profile';
import type { Reader } from './reader';

export interface Decisions {
  plan: PipelinePlan;
  guess?: Guess;
  joins: Join[];
  /** Sources that nothing joins to the main one. */
  apart: string[];
  /** A column that would say what is held out, did not some rows say something else. */
  missedSplit?: OwnSplit;
}

interface Args {
  name: string;
  sources: ExaminedSource[];
  wishes: Wishes;
  reader: Reader;
  /** Base models that can be tuned, the one to prefer first. */
  bases: BaseModel[];
}

/** @throws OperationError (usage) when the columns do not say what to learn, with the option that would */
export async function makePlan(args: Args): Promise<Decisions> {
  const talking = args.sources.filter(({ conversations }) => conversations);
  if (talking.length > 0) return planConversations(args, talking);
  const { sources, wishes, reader, name, bases } = args;
  const all = sources.flatMap(({ name: source, columns: profiles, table }) =>
    profiles.map((profile): SourceColumn => ({ source, rows: table.rows, profile })),
  );
  refuseEmpty(sources);
  const wished = Object.values(wishes).flat();
  const unasked = all.filter(
    ({ source, profile: { name: column } }) => !wished.includes(column) && !wished.includes(`${source}.${column}`),
  );
  const found = await findOwnSplit(unasked, (column) => countValues(reader, sources, column));
  const isOwn = found?.others.length === 0;
  const ownSplit = isOwn ? found.column : undefined;
  const columns = all.filter((column) => column !== ownSplit);
  // The target says which source is the main one; only what is joined to it can be asked for.
  const { target, reason, others } = guessTarget(columns, wishes);
  const joins = await findJoins(target.source, columns, (from, to) => shareFound(reader, sources, from, to));
  const within = [target.source, ...joins.map(({ to }) => to.source)];
  const reachable = columns.filter(({ source }) => within.includes(source));
  const guess = guessRoles(reachable, { ...wishes, target: `${target.source}.${target.profile.name}` });
  guess.reasons.target = reason;
  guess.others = others.filter((column) => !guess.inputs.includes(column));
  const { inputs } = guess;
  const joining = joins.flatMap(({ from, to }) => [from, to]);
  const used = [...inputs, target];
  const key = guessKey(
    reachable.filter(({ source }) => source === target.source),
    wishes,
    used,
  );
  const group = guessGroup(reachable, wishes, [...used, ...(key ? [key] : [])]);
  const fields: string[] = [];
  for (const { profile } of inputs) fields.push(fieldName(profile.name, fields));
  const needed = [...used, ...joining, ...(key ? [key] : [])];
  const isLabels = isLabel(target);
  const rows = Math.max(0, target.rows - target.profile.blank);
  const planned = sources
    .filter((source) => within.includes(source.name))
    .map((source) => sourcePlan(source, needed, joins, key));
  const plan: PipelinePlan = {
    name,
    sources: planned.map((source) => withComparableReferences(source, planned)),
    example: {
      kind: 'columns',
      target,
      inputs: inputs.map((column, i) => ({ column, field: fields[i]! })),
      key,
      group,
      ...(ownSplit && within.includes(ownSplit.source) && { split: ownSplit }),
      joins,
    },
    isLabels,
    rows,
    mostTargetTokens: target.profile.longestTokens,
    system: instruction(target.profile.name, isLabels),
    candidate: candidateOf(bases, rows),
  };
  return {
    plan,
    guess,
    joins,
    apart: sources.map((source) => source.name).filter((source) => !within.includes(source)),
    ...(found && !isOwn && { missedSplit: found }),
  };
}

function sourcePlan(
  { name, files, columns, table }: ExaminedSource,
  needed: SourceColumn[],
  joins: Join[],
  key?: SourceColumn,
): SourcePlan {
  const { format, delimiter, path } = files[0]!;
  const mine = (column: SourceColumn): boolean => column.source === name;
  const names = new Set(needed.filter(mine).map(({ profile }) => profile.name));
  const unique = joins.find(({ to }) => mine(to))?.to ?? (key && mine(key) && key.profile.isUnique ? key : undefined);
  const references = joins
    .filter(({ from }) => mine(from))
    .map(({ from, to }) => [from.profile.name, `${to.source}.${to.profile.name}`] as const);
  return {
    name,
    path,
    delimiter,
    needed: names,
    schemaFile: `${name}.schema.json`,
    schema: rowSchema(columns, format, `One row of ${name}, as ${table.rows} of them were`, names),
    ...(unique && { unique: [unique.profile.name] }),
    ...(references.length > 0 && { references: Object.fromEntries(references) }),
  };
}

/** Columns of two types are joined as texts, but a check of references compares values of one. */
function withComparableReferences({ references = {}, ...source }: SourcePlan, sources: SourcePlan[]): SourcePlan {
  const typeOf = (schema: RowSchema, column: string): string => JSON.stringify(schema.properties?.[column]?.type);
  const kept = Object.entries(references).filter(([column, to]) => {
    const name = to.split('.')[0]!;
    const other = to.slice(name.length + 1);
    const type = typeOf(source.schema, column);
    const otherType = typeOf(sources.find((each) => each.name === name)!.schema, other);
    return type === otherType && ['"string"', '"integer"'].includes(type) && isPlainName(other);
  });
  return { ...source, ...(kept.length > 0 && { references: Object.fromEntries(kept) }) };
}

/** In the reader's database. */
function placeOf({ source, profile }: SourceColumn, sources: ExaminedSource[]): { table: string; column: string } {
  const { table } = sources.find(({ name }) => name === source)!;
  return { table: table.name, column: `c${table.columns.indexOf(profile.name)}` };
}

async function countValues(
  reader: Reader,
  sources: ExaminedSource[],
  of: SourceColumn,
): Promise<[value: string | null, rows: number][]> {
  const { table, column } = placeOf(of, sources);
  const found = await reader.query(
    `SELECT ${column}::VARCHAR AS value, COUNT(*) AS rows FROM ${table} GROUP BY ALL ORDER BY rows DESC, value`,
  );
  return found.map(({ value, rows }) => [value as string | null, Number(rows)]);
}

async function shareFound(
  reader: Reader,
  sources: ExaminedSource[],
  from: SourceColumn,
  to: SourceColumn,
): Promise<number> {
  const [a, b] = [placeOf(from, sources), placeOf(to, sources)];
  const [counted] = await reader.query(
    `SELECT COUNT_IF(${a.column} IN (SELECT ${b.column} FROM ${b.table})) AS found, COUNT(*) AS all_rows FROM ${a.table}`,
  );
  return Number(counted?.['found']) / Math.max(1, Number(counted?.['all_rows']));
}

function planConversations({ name, sources, wishes, bases }: Args, talking: ExaminedSource[]): Decisions {
  const [source] = talking;
  const refuse = (message: string, why: string, next?: string): never => {
    throw new OperationError(message, { exitCode: exitCodes.usage, why, next });
  };
  if (sources.length > 1)
    refuse('A tuning file makes a pipeline by itself.', `these are ${sources.length} different kinds of files`);
  if (Object.values(wishes).some((wish) => wish !== undefined))
    refuse(
      'A tuning file has no columns to choose from.',
      'its turns say what is given and what is answered',
      'leave out --input, --target, --key and --group',
    );
  const facts = source!.conversations!;
  const rows = facts.rows - facts.unreadable;
  if (rows === 0)
    refuse(
      `No row of ${source!.files[0]!.path} can be trained on.`,
      describeReasons(facts.reasons, source!.files[0]!).join('\n'),
      'correct the rows as it says there',
    );
  // Braces in a template are fields; a value is never read as a template.
  const isLiteral = facts.system !== undefined && !facts.system.includes('{{');
  const plan: PipelinePlan = {
    name,
    sources: [
      {
        name: source!.name,
        path: source!.files[0]!.path,
        form: 'conversations',
        needed: new Set(),
        schemaFile: `${source!.name}.schema.json`,
        schema: conversationSchema,
      },
    ],
    example: { kind: 'conversations', source: source!.name, facts },
    isLabels: facts.isLabels,
    rows,
    mostTargetTokens: facts.mostCompletionTokens,
    ...(isLiteral && { system: facts.system }),
    candidate: candidateOf(bases, rows),
  };
  return { plan, joins: [], apart: [] };
}

function refuseEmpty(sources: ExaminedSource[]): void {
  for (const { files, table } of sources) {
    if (table.rows > 0) continue;
    const [file] = files;
    if (file!.quarantined > 0)
      throw new OperationError(`No row of ${file!.path} can be read.`, {
        exitCode: exitCodes.usage,
        why: describeReasons(file!.reasons, file!).join('\n'),
        next: cureOf(file!),
      });
    throw new OperationError(`${file!.path} holds no rows.`, {
      exitCode: exitCodes.usage,
      why: 'there is nothing to learn a schema from',
    });
  }
}

/**
 * A light model that can be tuned, the one that lives longest; a small data set is gone through more often.
 * @throws OperationError when there is none
 */
export function candidateOf(bases: BaseModel[], rows: number): PipelinePlan['candidate'] {
  const base = bases.find(({ id }) => id.includes('lite')) ?? bases[0];
  if (!base) throw new OperationError('The catalog has no base model that can be tuned today.');
  const adapterSize = adapterSizeFor(base)!;
  return { id: `lora-${adapterSize}`, base: base.id, adapterSize, epochs: rows < 1000 ? 5 : 3 };
}

/** A first instruction, out of what the target is called. */
function instruction(target: string, isLabels: boolean): string {
  const name =
    wordsOf(target)
      .join(' ')
      .replace(/ (text|name)$/, '') || 'answer';
  if (isLabels) return `Name the ${name}.`;
  if (name.startsWith('summar')) return 'Summarize the text.';
  if (name.startsWith('translat')) return 'Translate the text.';
  if (/^(answers?|response|reply|completion|output|target)$/.test(name)) return 'Answer.';
  return `Write the ${name}.`;
}
