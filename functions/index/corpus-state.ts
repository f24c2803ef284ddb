/** The state of a corpus, changed by compare-and-swap, and every version of it on record. */
import { extname } from 'node:path';
import type { CorpusConfiguration, CorpusState } from '../../schemas/generated/types';
import { isConflict, RetryableError } from '../../core/errors';
import { noFiles, versionOf, type CorpusContents } from '../../core/grounding/corpus';
import { corpusStatePath, corpusVersionPath } from '../../core/ledger-layout';
import { indexSource, type IndexSourceDeps } from './index-source';

/** What is known of the corpus by now. */
export const currentContents = async (
  configuration: CorpusConfiguration,
  deps: IndexSourceDeps,
): Promise<CorpusContents> => (await currentState(configuration, deps))?.state ?? noFiles;

async function currentState({ corpus }: CorpusConfiguration, { objects, ledger }: IndexSourceDeps) {
  const found = await objects.read(ledger.artifactUri(corpusStatePath(corpus.name)));
  return found && { state: JSON.parse(found.text) as CorpusState, generation: found.generation };
}

/** Attempts at a compare-and-swap, of as many files as may be dropped together; then the message comes again. */
const attempts = 20;

/** Changes the corpus by compare-and-swap; files that another configuration has read are read by this one first. */
export async function changeCorpus(
  configuration: CorpusConfiguration,
  deps: IndexSourceDeps,
  signal: AbortSignal,
  changed: (contents: CorpusContents) => CorpusContents,
): Promise<CorpusState> {
  const { objects, ledger, clock } = deps;
  const uri = ledger.artifactUri(corpusStatePath(configuration.corpus.name));
  for (let attempt = 0; attempt < attempts; attempt++) {
    signal.throwIfAborted();
    const found = await currentState(configuration, deps);
    const contents = await readAnew(changed(contentsIn(found?.state)), found?.state, configuration, deps, signal);
    const state: CorpusState = {
      corpus: configuration.corpus.name,
      version: versionOf(contents),
      changedAt: clock.now().toISOString(),
      configuration,
      ...contents,
    };
    await ledger.writeOnce(ledger.artifactUri(corpusVersionPath(state.corpus, state.version)), state);
    try {
      await objects.write(uri, JSON.stringify(state, null, 2), { ifGeneration: found?.generation ?? '0' });
      return state;
    } catch (error) {
      if (!isConflict(error)) throw error;
      // As many as wait would otherwise meet again at once.
      await clock.sleep(50 * (attempt + 1));
    }
  }
  throw new RetryableError(`${configuration.corpus.name} is being changed by others`);
}

const contentsIn = ({ whole, files, refused }: CorpusContents = noFiles): CorpusContents => ({
  ...(whole && { whole }),
  files,
  refused,
});

/** Vectors of two models, or of other passages, cannot be held against each other. */
async function readAnew(
  contents: CorpusContents,
  before: CorpusState | undefined,
  configuration: CorpusConfiguration,
  deps: IndexSourceDeps,
  signal: AbortSignal,
): Promise<CorpusContents> {
  if (!before || before.configuration.digest === configuration.digest) return contents;
  const files = [];
  for (const file of contents.files) {
    const copy = await objectText(file.object, deps);
    const { tokens: _, ...indexed } = await indexSource(
      { text: copy, ending: extname(file.object), configuration },
      deps,
      signal,
    );
    files.push({ ...file, ...indexed });
  }
  return { ...contents, files };
}

async function objectText(uri: string, { objects }: IndexSourceDeps): Promise<string> {
  const found = await objects.read(uri);
  if (!found) throw new RetryableError(`${uri} is gone: drop its file again`);
  return found.text;
}
