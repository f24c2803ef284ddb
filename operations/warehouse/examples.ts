/** One example of a dataset version: from its table, or, when that is gone, from the files; and the landed rows behind it. */
import type { Turn } from '../../core/contents';
import type { DatasetCard, StagedObject, LineageLine } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import type { Ledger } from '../ledger/ledger';
import { readTrainingLine } from '../../core/formats/training-line';
import { readAnswerOrigin, readOrigin } from '../../core/origin';
import { inline } from '../../core/wording';
import { shellWord } from '../../core/shell-word';
import { ask, TableGone } from './warehouse';

export interface Example {
  key: string;
  /** Absent when it was left out. */
  split?: string;
  /** In the split's file, counted from 1. */
  line?: number;
  leftOut?: string;
  system?: string;
  history: Turn[];
  /** Absent when the texts were put aside for the personal data in them. */
  prompt?: string;
  target?: string;
  personalData: string[];
  /** gs://BUCKET/NAME#GENERATION:ROW of each landed row it was made of. */
  origins: string[];
}

export type Wanted = { key: string } | { split: string; line: number };

interface TableRow {
  key: string;
  split: string | null;
  left_out: string | null;
  system_prompt: string | null;
  user_prompt: string | null;
  target: string | null;
  history: string | null;
  origins: string[];
  personal_data: string[];
  line: number | null;
}

/** @throws OperationError (usage) when the version has no such example */
export async function readExample(cloud: Cloud, ledger: Ledger, card: DatasetCard, wanted: Wanted): Promise<Example> {
  const entry = 'key' in wanted ? undefined : await findEntry(ledger, card, wanted);
  if (!('key' in wanted) && !entry) throw unknownExample(card, wanted);
  const key = 'key' in wanted ? wanted.key : entry!.key;
  try {
    const [row] = await ask<TableRow>(cloud, 'example.sql', { dataset: card.table }, { key });
    if (!row) throw unknownExample(card, wanted);
    return { ...fromTable(row), ...(entry && { line: entry.line }) };
  } catch (error) {
    if (!(error instanceof TableGone)) throw error;
    const known = entry ?? (await findEntry(ledger, card, wanted));
    if (!known) throw unknownExample(card, wanted, 'the version’s table is gone, and its files hold no such example');
    return fromFile(ledger, card, known);
  }
}

const longest = (a: string, b: string) => b.length - a.length;

/** The line of lineage.jsonl that tells of this example: of those that were exported only. */
async function findEntry(ledger: Ledger, card: DatasetCard, wanted: Wanted): Promise<LineageLine | undefined> {
  // Most lines are not looked into: the longest plain part of what is wanted stands in its own, however JSON escapes the rest.
  const [sign = ''] = ('key' in wanted ? wanted.key : wanted.split).match(/[\w.:/ -]+/g)?.toSorted(longest) ?? [];
  try {
    for await (const text of ledger.readLines(card.lineageUri)) {
      if (!text.includes(sign)) continue;
      const entry = JSON.parse(text) as LineageLine;
      if ('key' in wanted ? entry.key === wanted.key : entry.split === wanted.split && entry.line === wanted.line)
        return entry;
    }
    return undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 404) throw error;
    throw new OperationError(`The lineage of version ${card.version} is gone.`, { where: card.lineageUri });
  }
}

const fromTable = (row: TableRow): Example => ({
  key: row.key,
  split: row.split ?? undefined,
  line: row.line === null ? undefined : Number(row.line),
  leftOut: row.left_out ?? undefined,
  system: row.system_prompt ?? undefined,
  history: row.history === null ? [] : (JSON.parse(row.history) as Turn[]),
  prompt: row.user_prompt ?? undefined,
  target: row.target ?? undefined,
  personalData: row.personal_data,
  origins: row.origins,
});

/** As it stands in the file that was tuned on. */
async function fromFile(ledger: Ledger, card: DatasetCard, entry: LineageLine): Promise<Example> {
  const uri = { train: card.trainUri, evaluation: card.evaluationUri, validation: card.validationUri }[entry.split];
  const text = uri && (await lineOf(ledger, uri, entry.line));
  if (!text) throw new OperationError(`Line ${entry.line} of ${entry.split} is gone.`, { where: uri });
  const { completion: target, system, history, prompt } = readTrainingLine(text);
  const { group: _group, slices: _slices, references: _references, ...example } = entry;
  return { ...example, personalData: [], system, history, prompt, target };
}

async function lineOf(ledger: Ledger, uri: string, wanted: number): Promise<string | undefined> {
  let line = 0;
  for await (const text of ledger.readLines(uri)) if (++line === wanted) return text;
  return undefined;
}

function unknownExample(card: DatasetCard, wanted: Wanted, why?: string): OperationError {
  const counts = { train: card.train, evaluation: card.evaluation, validation: card.validation };
  const name = 'key' in wanted ? `with the key ${JSON.stringify(wanted.key)}` : `${wanted.split}:${wanted.line}`;
  const has = Object.entries(counts).map(([split, count]) => `${split} has ${count} lines`);
  // A key that a shell takes as it is shown.
  const sample = card.samples.find(({ key }) => inline(key) === key)?.key;
  return new OperationError(`Version ${card.version} has no example ${name}.`, {
    exitCode: exitCodes.usage,
    why: why ?? ('key' in wanted ? 'training.sql selected none with this key' : has.join(', ')),
    next:
      'key' in wanted && sample !== undefined
        ? `npx landfall dataset ${card.version} --key ${shellWord(sample)}`
        : `npx landfall dataset ${card.version} --line train:1`,
  });
}

export interface LandedRow {
  /** gs:// address of the landed object. */
  uri: string;
  generation: string;
  /** Counted from 1. */
  row: number;
  /** On which it begins in the object. */
  line?: number;
  /** Its fields as they were read; absent when it cannot be shown. */
  values?: Record<string, unknown>;
  /** Why it cannot be shown. */
  gone?: string;
  /** Id of the answer of production that it is in place of a landed row. */
  answer?: string;
}

/**
 * Landed rows as they were read, in the order of their origins: streamed from the clean rows of their objects, each object
 * once and no further than the last row wanted of it, for they are in the order of their numbers.
 * @param objects what validate read, of the run that made the version
 */
export async function readLandedRows(ledger: Ledger, objects: StagedObject[], origins: string[]): Promise<LandedRow[]> {
  const rows = origins.map((origin): LandedRow => readOrigin(origin) ?? notLanded(origin));
  const wanted = new Map<string, LandedRow[]>();
  for (const row of rows) {
    const object = objects.find(({ uri, generation }) => uri === row.uri && generation === row.generation);
    if (object) wanted.set(object.cleanUri, [...(wanted.get(object.cleanUri) ?? []), row]);
    else if (row.answer === undefined) row.gone ??= 'the report of the run that read it is gone';
  }
  for (const [cleanUri, some] of wanted) await fillRows(ledger, cleanUri, some);
  return rows;
}

function notLanded(origin: string): LandedRow {
  const answer = readAnswerOrigin(origin);
  return {
    uri: origin,
    generation: '',
    row: 0,
    ...(answer === undefined ? { gone: 'it is no address of a landed row' } : { answer }),
  };
}

async function fillRows(ledger: Ledger, cleanUri: string, rows: LandedRow[]): Promise<void> {
  const missing = new Map(rows.map((row) => [row.row, rows.filter((other) => other.row === row.row)]));
  const last = Math.max(...missing.keys());
  try {
    for await (const text of ledger.readLines(cleanUri)) {
      const { _row, _line, ...values } = JSON.parse(text) as { _row: number; _line: number };
      for (const row of missing.get(_row) ?? []) Object.assign(row, { line: _line, values });
      missing.delete(_row);
      if (_row >= last) break;
    }
    for (const row of [...missing.values()].flat()) row.gone = `${cleanUri} has no such row`;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 404) throw error;
    for (const row of rows) row.gone = `${cleanUri} is gone`;
  }
}
