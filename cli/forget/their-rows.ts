/** The landed rows that are about somebody, in all that a pipeline has ever read. */
import { originPrefix } from '../../core/origin';
import type { PipelineSpec, StagedObject } from '../../schemas/generated/types';
import type { Cloud } from '../../operations/cloud';
import type { Ledger } from '../../operations/ledger/ledger';
import { landedRows, type LandedValues } from './landed-rows';
import { referredColumns, subjectRules } from '../../core/subject-rules';

export type ReadObject = Pick<StagedObject, 'source' | 'uri' | 'generation' | 'digest'> &
  Partial<Pick<StagedObject, 'cleanUri'>>;

export interface TheirRows {
  /** gs://BUCKET/NAME#GENERATION:ROW each. */
  origins: Set<string>;
  /** What names them in rows: what they are called, and what other rows refer to them by. */
  names: Set<string>;
  /** Landed objects that hold some of them, with how many. */
  landed: { uri: string; generation: string; rows: number }[];
  /** gs://BUCKET/NAME#GENERATION of objects that are gone, and were not looked through. */
  unread: string[];
}

/** @param objects of all runs; those of the same digest hold the same rows, so that one that is still there is enough */
export async function findTheirRows(
  name: string,
  sources: PipelineSpec['sources'],
  objects: ReadObject[],
  { cloud, ledger }: { cloud: Cloud; ledger: Ledger },
): Promise<TheirRows> {
  const found: TheirRows = { origins: new Set(), names: new Set([name]), landed: [], unread: [] };
  /** Of rows about them, by SOURCE.COLUMN. */
  const values = new Map<string, Set<string>>();
  const rules = subjectRules(sources);
  for (const rule of rules) {
    const { source, subject, through } = rule;
    const referred = referredColumns(source, rules);
    for (const column of referred) values.set(`${source}.${column}`, new Set());
    const isTheirs = (row: LandedValues): boolean =>
      subject === undefined
        ? through.some(({ column, target }) => values.get(target)?.has(textOf(row[column])))
        : textOf(row[subject]) === name;
    for (const alike of byDigest(objects.filter((each) => each.source === source))) {
      const theirs = await firstReadable(alike, isTheirs, { cloud, ledger });
      if (!theirs) found.unread.push(...alike.map(({ uri, generation }) => `${uri}#${generation}`));
      if (!theirs || theirs.length === 0) continue;
      for (const object of alike) {
        for (const { _row } of theirs) found.origins.add(`${originPrefix(object)}${_row}`);
        found.landed.push({ uri: object.uri, generation: object.generation, rows: theirs.length });
      }
      for (const column of referred) {
        for (const value of theirs.map((row) => textOf(row[column])).filter(Boolean)) {
          values.get(`${source}.${column}`)!.add(value);
          found.names.add(value);
        }
      }
    }
  }
  return found;
}

function byDigest(objects: ReadObject[]): ReadObject[][] {
  const alike = new Map<string, ReadObject[]>();
  for (const object of objects) alike.set(object.digest, [...(alike.get(object.digest) ?? []), object]);
  return [...alike.values()];
}

/** Undefined where none of them is there any more. */
async function firstReadable(
  alike: ReadObject[],
  isTheirs: (row: LandedValues) => boolean,
  { cloud, ledger }: { cloud: Cloud; ledger: Ledger },
): Promise<LandedValues[] | undefined> {
  for (const object of alike) {
    const theirs: LandedValues[] = [];
    try {
      for await (const row of landedRows(cloud, ledger, object)) if (isTheirs(row)) theirs.push(row);
      return theirs;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 404) throw error;
    }
  }
  return undefined;
}

/** As a reference compares them; nothing refers to what is no value. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
