/** What an answer rests on, as its caller is told and its row has it. */
import type { CitedSentence } from '../../../core/grounding/citations';
import type { Grounding } from '../../shared/grounding/grounding';

export interface Sources {
  /** Each corpus that was searched, and its version then. */
  corpora: { corpus: string; version: string }[];
  /** Whether one of them seems to have the answer. */
  isInSources: boolean;
  /** Of each sentence of the answer the passages that bear it out, of whichever corpus; none where no model was asked. */
  sentences: CitedSentence[];
}

export function sourcesOf(found: readonly Grounding[], answer: string): Sources {
  const corpora = new Map(found.map(({ corpus, version }) => [corpus, { corpus, version }]));
  return {
    corpora: [...corpora.values()],
    isInSources: found.some(({ isInSources }) => isInSources),
    sentences: found.map(({ citationsOf }) => citationsOf(answer)).reduce(merged, []),
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
