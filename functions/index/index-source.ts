/** One reading of a file: its passages with their vectors, loaded into the warehouse once. */
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { CorpusConfiguration, Suspect } from '../../schemas/generated/types';
import { isConflict, PermanentError } from '../../core/errors';
import { digest } from '../../core/digest';
import { belowHeading, passagesOf, type Passage } from '../../core/grounding/passages';
import { shippedScore } from '../../core/grounding/injection/shipped';
import { suspicious } from '../../core/grounding/suspicion';
import { termsOf } from '../../core/grounding/terms';
import { corpusObjectPath, corpusRowsPath, corpusSourcePath } from '../../core/ledger-layout';
import type { Embedding } from '../shared/models/provider';
import type { StageDeps } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export interface IndexSourceDeps extends StageDeps {
  warehouse: Pick<Warehouse, 'append' | 'until'>;
  embeddingOf: (model: CorpusConfiguration['embeddingModel']) => Embedding;
  /** project.dataset.table */
  passagesTable: string;
}

/** What is on record of a reading. */
export interface IndexedSource {
  source: string;
  /** The copy that never changes. */
  object: string;
  objectGeneration: string;
  passages: number;
  /** Those that seem to speak to the model that reads them; absent without any. */
  suspects?: Suspect[];
  /** That the vectors cost. */
  tokens: number;
}

/**
 * The same text under the same configuration is the same reading, whatever it is called: what is on record of it is not done again.
 * @param ending of the file's name, its point included
 * @throws PermanentError where the text has no passage
 */
export async function indexSource(
  { text, ending, configuration }: { text: string; ending: string; configuration: CorpusConfiguration },
  deps: IndexSourceDeps,
  signal: AbortSignal,
): Promise<IndexedSource> {
  const { corpus, embeddingModel } = configuration;
  const content = digest(text);
  const source = digest({ content, configuration: configuration.digest }).slice(0, 16);
  const { ledger, objects } = deps;
  const recordUri = ledger.artifactUri(corpusSourcePath(corpus.name, source));
  const known = await objects.read(recordUri);
  if (known) return JSON.parse(known.text) as IndexedSource;

  const passages = passagesOf(text, corpus.passages).filter((passage) => termsIn(passage, configuration).length > 0);
  if (passages.length === 0) throw new PermanentError('the file has headings alone', { fix: 'drop a file with text' });
  const copy = await keepCopy(ledger.artifactUri(corpusObjectPath(corpus.name, content, ending)), text, deps);
  const embedded = await deps
    .embeddingOf(embeddingModel)
    .embed(
      passages.map(belowHeading),
      { model: embeddingModel, dimensions: corpus.embedding.dimensions, use: 'passage' },
      signal,
    );
  const indexedAt = deps.clock.now().toISOString();
  const rowOf = (passage: Passage, place: number) => ({
    corpus: corpus.name,
    source,
    passage: place,
    object: copy.uri,
    generation: copy.generation,
    start_byte: passage.start,
    end_byte: passage.end,
    ...(passage.heading !== '' && { heading: passage.heading }),
    text: passage.text,
    terms: termsIn(passage, configuration),
    embedding: embedded[place]!.vector,
    indexed_at: indexedAt,
  });
  const rowsUri = ledger.artifactUri(corpusRowsPath(corpus.name, source));
  await writeLines(rowsUri, passages, rowOf, deps);
  const labels = { 'landfall-pipeline': corpus.name, 'landfall-step': 'index' };
  const job = { id: `landfall-${corpus.name}-index-${source}`, labels };
  await deps.warehouse.until(signal).append(job, rowsUri, deps.passagesTable);
  const suspects = suspectsIn(passages);
  return ledger.writeOnce(recordUri, {
    source,
    object: copy.uri,
    objectGeneration: copy.generation,
    passages: passages.length,
    ...(suspects.length > 0 && { suspects }),
    tokens: embedded.reduce((sum, { tokens }) => sum + tokens, 0),
  });
}

/** One by one: of long vectors the text of all rows together would be hundreds of megabytes. */
async function writeLines<T>(
  uri: string,
  items: T[],
  rowOf: (item: T, place: number) => object,
  { objects }: StageDeps,
) {
  const target = objects.openWrite(uri);
  const lines = function* () {
    for (const [place, item] of items.entries()) yield `${JSON.stringify(rowOf(item, place))}\n`;
  };
  await Promise.all([pipeline(Readable.from(lines()), target), finished(target)]);
}

/** They stay in the corpus: what becomes of them each pipeline says. */
const suspectsIn = (passages: Passage[]): Suspect[] =>
  passages
    .map((passage) => ({ start: passage.start, end: passage.end, score: shippedScore(belowHeading(passage)) }))
    .filter(({ score }) => score > suspicious);

const termsIn = (passage: Passage, { corpus }: CorpusConfiguration): string[] =>
  termsOf(belowHeading(passage), corpus.languages);

/** Written once: its name is its content's, so that whoever was first has written the same. */
async function keepCopy(
  uri: string,
  text: string,
  { objects }: StageDeps,
): Promise<{ uri: string; generation: string }> {
  try {
    return { uri, generation: await objects.write(uri, text, { ifGeneration: '0' }) };
  } catch (error) {
    const there = isConflict(error) ? await objects.read(uri) : undefined;
    if (!there) throw error;
    return { uri, generation: there.generation };
  }
}
