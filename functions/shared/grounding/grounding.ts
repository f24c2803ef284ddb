/** What a corpus says to a question: the passages for the prompt, and afterwards what of the answer they bear out. */
import type { CorpusConfiguration, CorpusState } from '../../../schemas/generated/types';
import { RetryableError } from '../../../core/errors';
import { citationsOf, type CitedSentence } from '../../../core/grounding/citations';
import { termsOf } from '../../../core/grounding/terms';
import { corpusStatePath } from '../../../core/ledger-layout';
import { quotedIdentifier } from '../../../core/quoted-identifier';
import { fillSlots, type Statement } from '../../../core/statement';
import type { Embedding } from '../models/provider';
import type { StageDeps } from '../stage/stage';
import { abortSignalOf, type StopSignal } from '../stage/waiter';
import type { TraceSpan } from '../tracing/span';
import type { Warehouse } from '../warehouse/warehouse';
import { retrievedFrom, type FoundRow, type Retrieved } from './retrieved';
import { screened, type InjectionPolicy } from './screened';

export interface GroundingDeps extends Pick<StageDeps, 'objects' | 'ledger' | 'clock'> {
  warehouse: Pick<Warehouse, 'ask'>;
  embeddingOf: (model: CorpusConfiguration['embeddingModel']) => Embedding;
  /** project.dataset.table */
  passagesTable: string;
  /** How much a text speaks to the model that reads it. */
  injectionScore: (text: string) => number;
}

export interface GroundingQuestion {
  corpus: string;
  question: string;
  /** The most passages that are wanted. */
  passages: number;
  /** What becomes of passages that speak to the model. */
  injection: InjectionPolicy;
  /** Of the whole retrieval. */
  milliseconds: number;
  signal?: StopSignal;
  /** What asking is a part of. */
  span?: TraceSpan | undefined;
}

export interface Grounding extends Retrieved {
  corpus: string;
  /** Of the corpus, as it was asked. */
  version: string;
  /** Each sentence of an answer with the bytes that bear it out, or as unsupported. */
  citationsOf: (answer: string) => CitedSentence[];
}

/** A file is found this long after it was indexed at the latest, in milliseconds. */
const freshness = 2_000;

/** That each way of finding may bring: what comes after them is never shown. */
const candidates = 50;

/** One of a process: what a corpus holds is kept for a moment. */
export function createGrounding(deps: GroundingDeps) {
  const known = new Map<string, { state: CorpusState; checkedAt: number }>();

  async function stateOf(corpus: string): Promise<CorpusState> {
    const now = deps.clock.now().getTime();
    const cached = known.get(corpus);
    if (cached && now - cached.checkedAt < freshness) return cached.state;
    const found = await deps.objects.read(deps.ledger.artifactUri(corpusStatePath(corpus)));
    if (!found) throw new RetryableError(`the corpus ${corpus} holds nothing yet: drop files for it`);
    const state = JSON.parse(found.text) as CorpusState;
    known.set(corpus, { state, checkedAt: now });
    return state;
  }

  /** @throws RetryableError where the corpus is empty, or what is asked does not answer in the time */
  return async function groundingOf(asked: GroundingQuestion): Promise<Grounding> {
    const until = AbortSignal.any([
      AbortSignal.timeout(asked.milliseconds),
      ...(asked.signal ? [abortSignalOf(asked.signal)] : []),
    ]);
    const state = await within(until, stateOf(asked.corpus));
    const { languages } = state.configuration.corpus;
    const found = await within(until, findPassages(asked, state, deps, until));
    return {
      corpus: asked.corpus,
      version: state.version,
      ...found,
      citationsOf: (answer) => citationsOf(answer, found.passages, languages),
    };
  };
}

async function findPassages(
  { corpus, question, passages, injection, milliseconds }: GroundingQuestion,
  { configuration, files }: CorpusState,
  { embeddingOf, warehouse, passagesTable, injectionScore }: GroundingDeps,
  signal: AbortSignal,
): Promise<Retrieved> {
  const { embeddingModel: model, sql } = configuration;
  const { dimensions } = configuration.corpus.embedding;
  const terms = termsOf(question, configuration.corpus.languages);
  const sources = [...new Set(files.map(({ source }) => source))];
  if (terms.length === 0 || sources.length === 0) return { passages: [], suspects: [], isInSources: false };
  const [embedded] = await embeddingOf(model).embed([question], { model, dimensions, use: 'query' }, signal);
  const statement: Statement = {
    ...fillSlots(sql, 'grounding/retrieve.sql', { passages: quotedIdentifier(passagesTable) }),
    params: { corpus, sources, terms, vector: embedded!.vector.map(String), most: candidates },
  };
  const labels = { 'landfall-pipeline': corpus, 'landfall-step': 'retrieve' };
  const rows = await warehouse.ask<FoundRow>(statement, { labels, milliseconds });
  return retrievedFrom(rows, (ordered) => screened(ordered, passages, injection, injectionScore));
}

/** What becomes of work, unless the signal comes first: then nobody waits for it any more. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  if (signal.aborted) throw asRetryable(signal);
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    const heard = () => reject(asRetryable(signal));
    signal.addEventListener('abort', heard, { once: true });
    stop = () => signal.removeEventListener('abort', heard);
  });
  return Promise.race([work, late]).finally(stop);
}

/** A caller who has left is no failure of anything. */
function asRetryable({ reason }: AbortSignal): unknown {
  const isTime = (reason as Error | undefined)?.name === 'TimeoutError';
  return isTime ? new RetryableError('retrieval took longer than it may', { cause: reason }) : reason;
}
