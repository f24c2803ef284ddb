/** Somebody's examples in a dataset version: by the lineage of its files, and by its table, which has those that were left out too. */
import { digest } from '../../core/digest';
import { readTrainingLine } from '../../core/formats/training-line';
import type { DatasetCard, LineageLine } from '../../schemas/generated/types';
import type { Ledger } from '../../operations/ledger/ledger';
import type { Cloud } from '../../operations/cloud';
import { ask, TableGone } from '../../operations/warehouse/warehouse';
import type { Marks } from './marks';
import type { Person } from './person';

export interface TheirExamples extends Marks {
  card: DatasetCard;
  /** Of those that were exported. */
  lines: LineageLine[];
}

export interface VersionFile {
  uri: string;
  split: LineageLine['split'];
  /** Which number of the lineage is that of its lines. */
  by: 'line' | 'pairLine';
}

/** Every file of examples, in all prompts. */
export function filesOf({ variants = [], ...main }: DatasetCard): VersionFile[] {
  return [main, ...variants].flatMap(({ trainUri, evaluationUri, validationUri, preference }) => [
    ...named(trainUri, 'train', 'line'),
    ...named(evaluationUri, 'evaluation', 'line'),
    ...named(validationUri, 'validation', 'line'),
    ...named(preference?.trainUri, 'train', 'pairLine'),
    ...named(preference?.validationUri, 'validation', 'pairLine'),
  ]);
}

const named = (uri: string | undefined, split: VersionFile['split'], by: VersionFile['by']): VersionFile[] =>
  uri === undefined ? [] : [{ uri, split, by }];

/** @param origins their landed rows, as far as these are still to be looked through: what the version itself says of its subjects is enough */
export async function findTheirExamples(
  card: DatasetCard,
  { person, origins }: { person: Person; origins: Set<string> },
  { cloud, ledger }: { cloud: Cloud; ledger: Ledger },
): Promise<TheirExamples> {
  const known = await keysOfSubject(card, person, ledger);
  const lines: LineageLine[] = [];
  for await (const text of linesIfThere(ledger, card.lineageUri)) {
    const line = JSON.parse(text) as LineageLine;
    if (known.has(line.key) || line.origins.some((origin) => origins.has(origin))) lines.push(line);
  }
  const theirs: TheirExamples = {
    card,
    lines,
    origins: new Set([...origins, ...lines.flatMap((line) => line.origins)]),
    keys: new Set([...known, ...lines.map(({ key }) => key)]),
    prompts: new Set(),
    targets: new Set(lines.flatMap(({ references = [] }) => references)),
  };
  await addFromTable(theirs, cloud);
  for (const file of filesOf(card)) await addFromFile(theirs, file, ledger);
  return theirs;
}

/** By the digests that were kept beside the version: of what rows call them, and of the pseudonym that answers to them have. */
async function keysOfSubject(
  { subjectsUri }: DatasetCard,
  { name, pseudonym }: Person,
  ledger: Ledger,
): Promise<Set<string>> {
  const keys = new Set<string>();
  if (subjectsUri === undefined) return keys;
  const own = [digest(name), digest(pseudonym)];
  for await (const text of linesIfThere(ledger, subjectsUri)) {
    const line = JSON.parse(text) as { key: string; subjects: string[] };
    if (line.subjects.some((subject) => own.includes(subject))) keys.add(line.key);
  }
  return keys;
}

async function addFromTable({ card, origins, keys, prompts, targets }: TheirExamples, cloud: Cloud): Promise<void> {
  if (origins.size + keys.size === 0) return;
  try {
    const rows = await ask<{ key: string; user_prompt: string | null; target: string | null }>(
      cloud,
      'forget-examples.sql',
      { dataset: card.table },
      { origins: [...origins], keys: [...keys] },
    );
    for (const { key, user_prompt: prompt, target } of rows) {
      keys.add(key);
      if (prompt) prompts.add(prompt);
      if (target) targets.add(target);
    }
  } catch (error) {
    if (!(error instanceof TableGone)) throw error;
  }
}

async function addFromFile(
  { lines, prompts, targets }: TheirExamples,
  { uri, split, by }: VersionFile,
  ledger: Ledger,
): Promise<void> {
  if (by !== 'line') return;
  const wanted = new Set(lines.flatMap((each) => (each.split === split ? [each.line] : [])));
  if (wanted.size === 0) return;
  let number = 0;
  for await (const text of linesIfThere(ledger, uri)) {
    if (!wanted.has(++number)) continue;
    const { prompt, completion, history } = readTrainingLine(text);
    prompts.add(prompt);
    targets.add(completion);
    for (const turn of history) targets.add(turn.text);
  }
}

async function* linesIfThere(ledger: Ledger, uri: string): AsyncGenerator<string> {
  try {
    for await (const text of ledger.readLines(uri)) if (text !== '') yield text;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 404) throw error;
  }
}
