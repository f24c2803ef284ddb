/** Which examples differ between two dataset versions, counted and exemplified by the warehouse; no version is downloaded. */
import type { Cloud } from '../cloud';
import { ask, bytesRead } from './warehouse';

/** In the order in which they are told. leftOut: used in one version only, or left out for another reason. */
export const changeKinds = ['added', 'removed', 'prompt', 'target', 'split', 'leftOut'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface ChangedExample {
  key: string;
  /** Of what changed: its text, its split, or why it was left out. Of an added or removed example: where it stands. */
  before?: string;
  /** Of an added or removed example: its prompt. */
  after?: string;
  /** Of an added or removed example. */
  target?: string;
}

export interface Change {
  change: ChangeKind;
  count: number;
  /** The first ones, by key. */
  examples: ChangedExample[];
}

export interface Changes {
  changes: Change[];
  /** Examples that are in both versions and not the same. */
  changed: number;
}

interface Tables extends Record<string, string> {
  before: string;
  after: string;
}

const file = 'diff.sql';
/** Of each kind. */
const examplesShown = 3;

interface ChangeRow {
  change: ChangeKind;
  count_examples: number;
  count_changed: number;
  key: string;
  text_before: string | null;
  text_after: string | null;
  target: string | null;
}

/**
 * @param tables the versions' tables, as project.dataset.table
 * @param examples how many of each kind are shown
 * @throws TableGone when one of the two is not there any more
 */
export async function readChanges(cloud: Cloud, tables: Tables, examples = examplesShown): Promise<Changes> {
  const rows = await ask<ChangeRow>(cloud, file, tables, { examples });
  const changes = changeKinds.flatMap((change) => {
    const found = rows.filter((row) => row.change === change);
    const [first] = found;
    return first ? [{ change, count: Number(first.count_examples), examples: found.map(describeExample) }] : [];
  });
  return { changes, changed: Number(rows[0]?.count_changed ?? 0) };
}

export const bytesOfChanges = (cloud: Cloud, tables: Tables): Promise<number> =>
  bytesRead(cloud, file, tables, { examples: examplesShown });

function describeExample({ key, text_before, text_after, target }: ChangeRow): ChangedExample {
  const texts = { before: text_before, after: text_after, target };
  return { key, ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)) };
}
