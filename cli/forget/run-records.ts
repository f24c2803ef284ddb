/** What the records of a run tell of somebody's examples: reports, predictions, shots. Its pieces of work go whole: once it has ended nobody reads them. */
import type { Bucket } from '@google-cloud/storage';
import { askingPrefix, heldOutPath, runFolder, runPath, shardsFolder, type RunName } from '../../core/ledger-layout';
import { readVersion, writeIf } from '../../operations/ledger/stored';
import { removeNoncurrent, removeWhole } from './generations';
import type { Scrubber } from './marks';
import { rewriteLines } from './rewrite';

export interface RunRecords {
  run: RunName;
  /** Names of records that tell of them. */
  rewritten: string[];
  /** Names that go whole. */
  removed: string[];
}

/** @param run one that has ended */
export async function findRunRecords(bucket: Bucket, run: RunName, scrubber: Scrubber): Promise<RunRecords> {
  const [files] = await bucket.getFiles({ prefix: runFolder(run) });
  const names = files.map(({ name }) => name);
  const removed = names.filter((name) => isPiece(run, name));
  const rewritten: string[] = [];
  for (const name of names.filter((each) => !removed.includes(each) && each !== runPath(run))) {
    const found = await readVersion(bucket, name);
    if (found && changedText(name, found.text, scrubber) !== undefined) rewritten.push(name);
  }
  return { run, rewritten, removed };
}

export async function removeFromRun(
  bucket: Bucket,
  { run, rewritten, removed }: RunRecords,
  scrubber: Scrubber,
): Promise<void> {
  for (const name of removed) await removeWhole(bucket, name);
  for (const name of rewritten) {
    const found = await readVersion(bucket, name);
    if (!found) continue;
    if (name.endsWith('.jsonl'))
      await rewriteLines(bucket, name, found.generation, (line) => changedLine(line, scrubber));
    else await writeIf(bucket, name, scrubber.scrub(JSON.parse(found.text)) as object, found.generation);
  }
  await removeNoncurrent(bucket, runFolder(run));
  await removeWhole(bucket, shardsFolder(run));
}

/** Answers stand in them by their place alone; held-out ones by the bytes at which they stood. */
const isPiece = (run: RunName, name: string): boolean =>
  name.slice(runFolder(run).length).includes('/parts/') ||
  name.startsWith(askingPrefix(run)) ||
  name === heldOutPath(run);

/** Undefined where it tells nothing of them. */
function changedText(name: string, text: string, scrubber: Scrubber): string | undefined {
  if (name.endsWith('.jsonl')) {
    const lines = text.split('\n').filter(Boolean);
    return lines.every((line) => changedLine(line, scrubber) === line) ? undefined : text;
  }
  if (!name.endsWith('.json')) return undefined;
  const value: unknown = JSON.parse(text);
  const scrubbed = JSON.stringify(scrubber.scrub(value));
  return scrubbed === JSON.stringify(value) ? undefined : scrubbed;
}

function changedLine(line: string, scrubber: Scrubber): string | undefined {
  const value: unknown = JSON.parse(line);
  if (scrubber.isTheirs(value)) return undefined;
  const scrubbed = JSON.stringify(scrubber.scrub(value));
  return scrubbed === JSON.stringify(value) ? line : scrubbed;
}
