/** landfall drop of a corpus: its files are put into the landing bucket, and waited for until questions find them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { markerName } from '../core/batch/landing-path';
import { corpusConfigurationPath, corpusStatePath } from '../core/ledger-layout';
import { plural, visible } from '../core/wording';
import type { CorpusState } from '../schemas/generated/types';
import { batchName, slashes, type LandingFile, type NamedFile } from '../operations/drop/batch';
import { listBatch, markBatch } from '../operations/drop/landed-batch';
import type { Cloud } from '../operations/cloud';
import { OperationError, exitCodes } from '../operations/errors';
import { interruption } from './interrupt';
import { checkFiles, fetchObjects } from './landing-files';
import { createLedger } from '../operations/ledger/ledger';
import { print, printJson } from './output';
import { labelled } from './render/run-lines';
import { digestFiles, uploadBatch } from './upload';

export interface CorpusDropOptions {
  batch?: string;
  /** The files are added to what the corpus holds; without it they are the whole corpus. */
  add?: boolean;
  wait?: boolean;
  json?: boolean;
}

/** Between looks at what a corpus holds, in milliseconds. */
const pause = 500;

/** Whether what is dropped for it is texts, and no rows. */
export const isCorpusName = async (cloud: Cloud, name: string): Promise<boolean> =>
  (await createLedger(cloud).readText(corpusConfigurationPath(name))) !== undefined;

/** @returns the exit code */
export async function dropCorpus(
  cloud: Cloud,
  corpus: string,
  named: NamedFile[],
  { batch: name, add, wait, json }: CorpusDropOptions,
): Promise<number> {
  const given = named.filter(({ path }) => basename(path) !== markerName).map(landingFile);
  if (given.length === 0)
    throw new OperationError(`The corpus ${corpus} needs a file at least.`, {
      exitCode: exitCodes.usage,
      next: `npx landfall drop ${corpus} FOLDER/`,
    });
  const trial = mkdtempSync(join(tmpdir(), 'landfall-drop-'));
  try {
    const files = await fetchObjects(cloud, given, trial);
    checkFiles(files);
    const batch = name ?? batchName(new Date(cloud.now()), await digestFiles(files));
    await uploadBatch(cloud, corpus, batch, files);
    if (!add) await markBatch(cloud, corpus, batch);
    const folder = `gs://${cloud.status.buckets.landing}/${corpus}/${batch}/`;
    if (!json) print(labelled('Dropped', visible(`${plural(files.length, 'file')} → ${folder}`)));
    if (!wait) {
      if (json) printJson({ corpus, batch, folder });
      return exitCodes.ok;
    }
    const landed = await listBatch(cloud, corpus, batch);
    const wanted = new Map(files.map((file) => [file.name, landed.get(file.name)!]));
    const state = await waitForAll(cloud, corpus, wanted, add ? undefined : await markedAt(cloud, corpus, batch));
    return report(state, new Set(files.map((file) => file.name)), json);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** Below the batch a file is called as in the folder that was named; one that was named itself, by its name. */
const landingFile = ({ path, folder }: NamedFile): LandingFile => ({
  source: '',
  path,
  name: slashes(folder === undefined ? basename(path) : relative(folder, path)),
});

/** When the batch was last said to be the whole corpus. */
async function markedAt({ storage, status }: Cloud, corpus: string, batch: string): Promise<string> {
  const marker = storage.bucket(status.buckets.landing).file(`${corpus}/${batch}/${markerName}`);
  return (await marker.getMetadata())[0].timeCreated!;
}

/** Until the corpus holds these versions, or has put them aside, or younger ones of these names; and knows of the marker, or a younger one. */
async function waitForAll(
  cloud: Cloud,
  corpus: string,
  wanted: Map<string, string>,
  marked = '',
): Promise<CorpusState> {
  const ledger = createLedger(cloud);
  for (;;) {
    const text = await ledger.readText(corpusStatePath(corpus));
    const state = text === undefined ? undefined : (JSON.parse(text) as CorpusState);
    const known = new Map([...(state?.files ?? []), ...(state?.refused ?? [])].map((file) => [file.name, file]));
    const isThere = ([name, generation]: [string, string]) =>
      BigInt(known.get(name)?.generation ?? 0) >= BigInt(generation);
    if (state && [...wanted].every(isThere) && (state.whole?.timeCreated ?? '') >= marked) return state;
    interruption().throwIfAborted();
    await delay(pause);
  }
}

function report({ corpus, version, files, refused }: CorpusState, dropped: Set<string>, json?: boolean): number {
  const aside = refused.filter(({ name }) => dropped.has(name));
  const passages = files.reduce((sum, file) => sum + file.passages, 0);
  const suspects = files
    .filter(({ name }) => dropped.has(name))
    .flatMap((file) => (file.suspects ?? []).map((suspect) => ({ ...suspect, name: file.name, object: file.object })));
  if (json) printJson({ corpus, version, files: files.length, passages, refused: aside, suspects });
  else {
    print(labelled('Corpus', `${version}: ${plural(files.length, 'file')}, ${plural(passages, 'passage')}`));
    for (const { name, reason, fix } of aside) print(labelled('Put aside', visible(`${name}: ${reason}; ${fix}`)));
    for (const { name, start, end, object } of suspects)
      print(labelled('Suspicious', visible(`${name}: bytes ${start} to ${end} of ${object} seem to speak to a model`)));
  }
  return aside.length > 0 ? exitCodes.failed : exitCodes.ok;
}
