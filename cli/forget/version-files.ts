/**
 * Takes examples out of a dataset version's files. What is to go is written down first, by lines and generations, so that whoever
 * comes after a removal that broke off finishes it before anything else: numbers of lines mean nothing once a file has changed.
 */
import type { Bucket } from '@google-cloud/storage';
import { markdownOf } from '../../core/card/card-markdown';
import { parseGsUri } from '../../core/gs-uri';
import { cardPagePath, cardPath, forgettingPath, versionFolder, type VersionName } from '../../core/ledger-layout';
import type { DatasetCard, LineageLine } from '../../schemas/generated/types';
import type { Cloud } from '../../operations/cloud';
import { generationOf, readVersion, writeIf } from '../../operations/ledger/stored';
import { unlessGone } from '../../operations/ledger/unless-gone';
import { removeRows, TableGone } from '../../operations/warehouse/warehouse';
import { removeNoncurrent, removeWhole } from './generations';
import { createScrubber } from './marks';
import { rewriteLines } from './rewrite';
import { filesOf, type TheirExamples, type VersionFile } from './their-examples';

type Split = LineageLine['split'];

/** datasets/PIPELINE/VERSION/forgetting.json, while it is done. */
interface Removal {
  at: string;
  keys: string[];
  /** Lines that go, in their order: of a split's files, and of its files of pairs. */
  lines: Record<Split, Record<VersionFile['by'], number[]>>;
  /** As they are before it. */
  files: (Omit<VersionFile, 'uri'> & { path: string; generation: number })[];
  lineage: { path: string; generation: number };
  card: { generation: number };
  /** Of a version that has any. */
  subjects?: { path: string; generation: number };
}

const splits: Split[] = ['train', 'evaluation', 'validation'];

/** A removal that broke off is done first: then the lineage says again what stands where. */
export async function finishRemoval(cloud: Cloud, version: VersionName): Promise<boolean> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const begun = await readVersion(bucket, forgettingPath(version));
  if (!begun) return false;
  await carryOut(cloud, bucket, version, JSON.parse(begun.text) as Removal);
  return true;
}

/** @param theirs found while no removal was under way */
export async function removeExamples(cloud: Cloud, theirs: TheirExamples, at: string): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const { card } = theirs;
  const removal = await planRemoval(bucket, theirs, at);
  await writeIf(bucket, forgettingPath(card), removal, 0);
  await finishRemoval(cloud, card);
}

async function planRemoval(bucket: Bucket, { card, lines, keys }: TheirExamples, at: string): Promise<Removal> {
  const numbers = (split: Split, by: VersionFile['by']): number[] =>
    lines.flatMap((each) => (each.split === split ? (each[by] ?? []) : [])).toSorted((a, b) => a - b);
  const going = Object.fromEntries(
    splits.map((split) => [split, { line: numbers(split, 'line'), pairLine: numbers(split, 'pairLine') }]),
  ) as Removal['lines'];
  const placed = async (uri: string) => {
    const { name: path } = parseGsUri(uri);
    return { path, generation: await generationOf(bucket, path) };
  };
  const touched = filesOf(card).filter(({ split, by }) => going[split][by].length > 0);
  return {
    at,
    keys: [...keys],
    lines: going,
    files: await Promise.all(touched.map(async ({ uri, ...file }) => ({ ...file, ...(await placed(uri)) }))),
    lineage: await placed(card.lineageUri),
    card: { generation: await generationOf(bucket, cardPath(card)) },
    ...(card.subjectsUri !== undefined && { subjects: await placed(card.subjectsUri) }),
  };
}

/** Each step looks whether it was done: the generations tell. */
async function carryOut(cloud: Cloud, bucket: Bucket, version: VersionName, removal: Removal): Promise<void> {
  const { files, lines, lineage, subjects, keys } = removal;
  for (const { path, generation, split, by } of files) {
    const going = new Set(lines[split][by]);
    await rewriteOnce(bucket, path, generation, (line, number) => (going.has(number) ? undefined : line));
  }
  const exported = splits.some((split) => lines[split].line.length > 0);
  if (exported) await rewriteOnce(bucket, lineage.path, lineage.generation, (line) => renumbered(line, lines));
  if (subjects) {
    const going = new Set(keys);
    const keyOf = (line: string) => (JSON.parse(line) as { key: string }).key;
    await rewriteOnce(bucket, subjects.path, subjects.generation, (line) =>
      going.has(keyOf(line)) ? undefined : line,
    );
  }
  await rewriteCard(cloud, bucket, version, removal);
  await removeNoncurrent(bucket, `${versionFolder(version)}/`);
  await removeWhole(bucket, forgettingPath(version));
}

async function rewriteOnce(
  bucket: Bucket,
  path: string,
  generation: number,
  change: (line: string, number: number) => string | undefined,
): Promise<void> {
  if (generation === 0 || (await generationOf(bucket, path)) !== generation) return;
  await unlessGone(rewriteLines(bucket, path, generation, change));
}

function renumbered(text: string, going: Removal['lines']): string | undefined {
  const line = JSON.parse(text) as LineageLine;
  const { line: lines, pairLine: pairs } = going[line.split];
  const before = countUpTo(lines, line.line);
  if (lines[before - 1] === line.line) return undefined;
  const pairLine = line.pairLine === undefined ? undefined : line.pairLine - countUpTo(pairs, line.pairLine);
  return JSON.stringify({ ...line, line: line.line - before, ...(pairLine !== undefined && { pairLine }) });
}

/** How many of these, which stand in their order, are at most so much. */
function countUpTo(sorted: number[], most: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The table, the card and its page: by keys, whatever has gone by then. */
async function rewriteCard(cloud: Cloud, bucket: Bucket, version: VersionName, removal: Removal): Promise<void> {
  const found = await readVersion(bucket, cardPath(version));
  if (!found) return;
  const card = JSON.parse(found.text) as DatasetCard;
  try {
    await removeRows(cloud, 'forget-remove-examples.sql', { dataset: card.table }, { keys: removal.keys });
  } catch (error) {
    if (!(error instanceof TableGone)) throw error;
  }
  const isDone = found.generation !== removal.card.generation;
  const changed = isDone ? card : withoutExamples(card, removal);
  if (!isDone) await writeIf(bucket, cardPath(version), changed, found.generation);
  const page = bucket.file(cardPagePath(version));
  await page.save(markdownOf(changed), { resumable: false, contentType: 'text/markdown' });
}

function withoutExamples(card: DatasetCard, { at, keys, lines }: Removal): DatasetCard {
  const scrubber = createScrubber({
    keys: new Set(keys),
    origins: new Set(),
    prompts: new Set(),
    targets: new Set(),
  });
  const { preference, forgotten = [] } = card;
  return {
    ...(scrubber.scrub(card) as DatasetCard),
    ...Object.fromEntries(splits.map((split) => [split, card[split] - lines[split].line.length])),
    ...(preference && {
      preference: {
        ...preference,
        train: preference.train - lines.train.pairLine.length,
        validation: preference.validation - lines.validation.pairLine.length,
      },
    }),
    forgotten: [...forgotten, { at, examples: keys.length }],
  };
}
