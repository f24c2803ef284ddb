/** From what was named on the command line to the objects of one batch. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { belowBatch, isUnfinished, markerName, parseBatchPath, sourceOfFile } from '../../core/batch/landing-path';
import { mostObjects, type SourceRules } from '../../core/batch/whole-batch';
import { readGsUri } from '../../core/gs-uri';
import type { Run } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../errors';
import { shellWord } from '../../core/shell-word';

/** A file as it was named, or as it was found in a folder that was named. */
export interface NamedFile {
  path: string;
  /** As `--source` says. */
  source?: string;
  /** The folder that was named, when the file was found in it. */
  folder?: string;
}

export interface DroppedFile {
  source: string;
  path: string;
  /** Where it stands among the parts of its source; absent when it is all of the source. */
  part?: string;
}

export interface LandingFile extends DroppedFile {
  /** Of its object, below the batch. */
  name: string;
}

/** Arguments and `--source` options as files. @throws OperationError (usage) for an option that is not NAME=FILE */
export function namedFiles(paths: string[], options: string[] = []): NamedFile[] {
  const named = options.map((text) => {
    const [, source = '', path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (source && path) return { source, path };
    throw new OperationError(`--source ${text} is not NAME=FILE`, { exitCode: exitCodes.usage });
  });
  return [...named, ...paths.map((path) => ({ path }))];
}

/**
 * Says which source each file is: `--source name=file` as it says; otherwise by its name up to the first dot (emails.jsonl.gz is
 * `emails`) or by its folder's; a pipeline of one source takes any file. Files of one source are its parts.
 * @throws OperationError (usage) naming the file and the sources that there are
 */
export function mapFiles(pipeline: string, sources: SourceRules, files: NamedFile[]): DroppedFile[] {
  const known = Object.keys(sources);
  return files
    .filter(({ path }) => baseName(path) !== markerName) // drop writes its own
    .map((file) => {
      const place = placeOf(file, known);
      if (place && known.includes(place.source)) return { ...place, path: file.path };
      throw new OperationError(`${file.path} is no source of ${pipeline}`, {
        exitCode: exitCodes.usage,
        why: `its sources are ${known.join(', ')}; "${place?.source ?? sourceOfPath(file.path)}" is none of them`,
        next: `npx landfall drop ${pipeline} --source ${known[0]}=${shellWord(file.path)}`,
      });
    });
}

/** @throws OperationError (usage) for a file that is still being written, by its name, and for more than a run takes */
export function checkNames(files: { path: string }[]): void {
  if (files.length > mostObjects)
    throw new OperationError(`These are ${files.length} files.`, {
      exitCode: exitCodes.usage,
      why: `a batch has at most ${mostObjects}`,
      next: 'join the parts into fewer',
    });
  const unfinished = files.find(({ path }) => isUnfinished(path));
  if (unfinished)
    throw new OperationError(`${unfinished.path} is not whole yet, says its name: it would start no run.`, {
      exitCode: exitCodes.usage,
      why: 'rename it when it is',
    });
}

function placeOf({ path, source, folder }: NamedFile, known: string[]): Omit<DroppedFile, 'path'> | undefined {
  const only = known.length === 1 ? known[0] : undefined;
  if (folder !== undefined) {
    const below = slashes(path).slice(slashes(folder).length).replace(/^\/+/, '');
    const [first = '', ...rest] = below.split('/');
    const named = source ?? known.find((name) => name === baseName(folder));
    if (named) return { source: named, part: below };
    if (rest.length > 0 && known.includes(first)) return { source: first, part: rest.join('/') };
    if (rest.length === 0 && known.includes(sourceOfPath(first))) return { source: sourceOfPath(first) };
    return only ? { source: only, part: below } : undefined;
  }
  if (source) return { source };
  const landed = readGsUri(path);
  const before = landed && parseBatchPath(belowBatch(landed.name));
  if (typeof before === 'object' && before.part !== undefined && known.includes(before.source))
    return { source: before.source, part: before.part };
  if (known.includes(sourceOfPath(path))) return { source: sourceOfPath(path) };
  const around = slashes(path).split('/').at(-2);
  if (around && known.includes(around)) return { source: around, part: baseName(path) };
  return only ? { source: only } : undefined;
}

/**
 * Gives each file the name of its object: SOURCE with the file's own extensions when it is all of the source, else
 * SOURCE/PART. Optional sources come before required ones, parts before both: what completes the batch lands last.
 */
export function nameObjects(files: DroppedFile[], sources: SourceRules): LandingFile[] {
  const taken = new Set<string>();
  const named = files.map((file) => {
    const isWhole = file.part === undefined && files.filter(({ source }) => source === file.source).length === 1;
    const wanted = isWhole
      ? `${file.source}${extensionsOf(file.path)}`
      : `${file.source}/${file.part ?? baseName(file.path)}`.replaceAll(/\p{Cc}/gu, '_');
    // Files of one name may come from several folders.
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++)
      name = `${wanted.slice(0, wanted.length - extensionsOf(wanted).length)}-${copy}${extensionsOf(wanted)}`;
    taken.add(name);
    return { ...file, name };
  });
  const turn = ({ name, source }: LandingFile): number => (name.includes('/') ? 0 : sources[source]!.required ? 2 : 1);
  return named.toSorted((a, b) => turn(a) - turn(b));
}

/** An object of a batch that holds data, by its name below the batch. */
export interface BatchObject {
  name: string;
  source: string;
  part?: string;
}

/** What a batch holds, without its marker and what tools leave beside data. */
export function dataOf(names: Iterable<string>): BatchObject[] {
  return [...names].flatMap((name) => {
    const path = parseBatchPath(name);
    return typeof path === 'string' || path.isMarker ? [] : [{ name, source: path.source, part: path.part }];
  });
}

/**
 * The command that drops what a run was made of once more. Parts are named by their folder: there may be thousands.
 */
export function againCommand({ pipeline, trigger }: Pick<Run, 'pipeline' | 'trigger'>): string {
  const places = trigger.objects.map(({ name }) => {
    const [landing, batch, source, ...part] = name.split('/');
    return part.length > 0 ? `${landing}/${batch}/${source}/` : name;
  });
  const files = [...new Set(places)].map((place) => shellWord(`gs://${trigger.bucket}/${place}`));
  return `npx landfall drop ${shellWord(pipeline)} ${files.join(' ')} --wait`;
}

/**
 * Name of a batch made now: UTC date and time, and 8 hex digits of what it holds, so that two drops never share one.
 * @param digests hex digest of each file
 */
export function batchName(now: Date, digests: string[]): string {
  const at = now.toISOString().slice(0, 19).replaceAll(':', '');
  return `${at}-${digestOf(digests)}`;
}

/** Name of a batch that is the same for the same content: dropping it twice is dropping it once. */
export function contentBatchName(prefix: string, digests: string[]): string {
  return `${prefix}-${digestOf(digests)}`;
}

function digestOf(parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
}

/** Also of a path that Windows has written. */
export const slashes = (path: string): string => path.replaceAll('\\', '/');
const baseName = (path: string): string => posix.basename(slashes(path));
/** The source that a file is by its name: the name up to its first dot. */
export const sourceOfPath = (path: string): string => sourceOfFile(baseName(path));

/** ".jsonl.gz" of emails.2026-11.jsonl.gz: the last extension, and the one that gzip was put around. */
export function extensionsOf(path: string): string {
  return /(\.[A-Za-z0-9]{1,12}(?=\.gz$))?(\.[A-Za-z0-9]{1,12})$/i.exec(baseName(path).slice(1))?.[0] ?? '';
}
