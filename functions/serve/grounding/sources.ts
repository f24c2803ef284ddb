/** What an answer rests on, as its caller is told and its row has it. */
import type { Citation, CitedSentence } from '../../../core/grounding/citations';
import type { SuspectPassage } from '../../../core/grounding/suspicion';
import type { Redacted } from '../../../core/personal-data/redact';
import type { Grounding } from '../../shared/grounding/grounding';
import type { FoundSource, Searched } from '../../shared/models/provider';

export interface Sources {
  /** Each corpus that was searched, and its version then. */
  corpora: { corpus: string; version: string }[];
  /** Whether there seems to be an answer in what was searched. */
  isInSources: boolean;
  /** Passages that seem to speak to the model, left out of its prompt or not; absent without any. */
  suspects?: SuspectPassage[];
  /** Of each sentence of the answer what bears it out: passages of whichever corpus, or what the model has found itself. None where no model was asked. */
  sentences: SourcedSentence[];
  /** Of an answer before which the model has searched itself. */
  search?: Omit<Searched, 'sentences'>;
}

export interface SourcedSentence extends Omit<CitedSentence, 'citations'> {
  citations: (Citation | FoundSource)[];
}

/** @param searched what the model has searched for itself */
export function sourcesOf(found: readonly Grounding[], answer: string, searched?: Searched): Sources {
  const corpora = new Map(found.map(({ corpus, version }) => [corpus, { corpus, version }]));
  const suspects = found.flatMap((each) => each.suspects);
  return {
    corpora: [...corpora.values()],
    isInSources: found.some(({ isInSources }) => isInSources) || (searched?.found ?? []).length > 0,
    ...(suspects.length > 0 && { suspects }),
    sentences: [
      ...found.map(({ citationsOf }) => citationsOf(answer)).reduce(merged, []),
      ...(searched?.sentences ?? []).map(({ sources, ...span }) => ({
        ...span,
        support: 'supported' as const,
        citations: sources,
      })),
    ],
    ...(searched && { search: without(searched, 'sentences') }),
  };
}

/** The same sentences, by what each of two searches has found. */
function merged(before: CitedSentence[], more: CitedSentence[]): CitedSentence[] {
  if (before.length === 0) return more;
  return before.map((sentence, at) => {
    const other = more[at]!;
    const isBetter = other.support === 'supported' && sentence.support !== 'supported';
    return {
      ...sentence,
      support: isBetter ? other.support : sentence.support,
      citations: [...sentence.citations, ...other.citations],
    };
  });
}

/**
 * As the row has it: how many queries there were, which are what is billed, and no suggestions, which are to be shown and not kept.
 * @param placeOf where places of the answer have gone in the text of the row
 */
export const onRecord = ({ sentences, search, ...sources }: Sources, placeOf: Redacted['placeOf']) => ({
  ...sources,
  sentences: sentences.map(({ citations, ...sentence }) => ({
    ...spanIn(sentence, placeOf),
    citations: citations.map(withoutWords),
  })),
  ...(search && { search: { queries: search.queries.length, found: search.found.map(withoutWords) } }),
});

export const spanIn = <T extends { start: number; end: number }>(span: T, placeOf: Redacted['placeOf']): T => ({
  ...span,
  start: placeOf(span.start),
  end: placeOf(span.end),
});

/** What says so is where it is named. The address of a page is a redirect of Google's, which ends, and is to be shown and not kept. */
function withoutWords(citation: Citation | FoundSource) {
  if (!('type' in citation)) return without(citation, 'quote');
  return citation.type === 'web' ? without(citation, 'uri') : without(citation, 'text');
}

function without<T extends object, K extends keyof T>(all: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = all;
  return rest;
}
