/** Whether a passage says what a sentence says, by the words that both have. */
import { sentencesOf, type Span } from './sentences';
import { termsOf } from './terms';

/** Of the words of a sentence, the share that has to stand together in a passage: chosen by `npm run bench -- grounding`. */
export const enoughShared = 0.7;

/** Sentences of a passage that together may say what one sentence of an answer says. */
const together = 2;

export interface Support {
  /** The share of the sentence's words that stand there. */
  share: number;
  /** Whether a number of the sentence is missing there, which no share of words makes up for. */
  lacksNumber: boolean;
  /** Where, in characters of the passage. */
  span: Span;
}

export const isSupport = ({ share, lacksNumber }: Support): boolean => !lacksNumber && share >= enoughShared;

/** What may be supported at all: a sentence with words in it, which "Yes." is not. */
export const isClaim = (sentence: string, languages: readonly string[]): boolean =>
  termsOf(sentence, languages).filter((term) => !empty.has(term)).length > 0;

/** Words that answer, and say nothing by themselves. */
const empty = new Set(['yes', 'no', 'ye', 'pleas', 'thank', 'sorri', 'sure']);

/**
 * The place in a passage that has most of a sentence's words, the shortest of those alike.
 * @returns undefined for a sentence that is no claim, and a passage without sentences
 */
export function supportIn(
  sentence: string,
  { text, heading }: { text: string; heading: string },
  languages: readonly string[],
): Support | undefined {
  const claimed = new Set(termsOf(sentence, languages).filter((term) => !empty.has(term)));
  if (claimed.size === 0) return undefined;
  const above = termsOf(heading, languages);
  const sentences = sentencesOf(text).filter(({ start }) => text[start] !== '#');
  const terms = sentences.map(({ start, end }) => termsOf(text.slice(start, end), languages));
  let best: Support | undefined;
  for (let count = 1; count <= together; count++)
    for (let at = 0; at + count <= sentences.length; at++) {
      const there = new Set([...terms.slice(at, at + count).flat(), ...above]);
      const shared = [...claimed].filter((term) => there.has(term));
      const support = {
        share: shared.length / claimed.size,
        lacksNumber: [...claimed].some((term) => /\d/.test(term) && !there.has(term)),
        span: { start: sentences[at]!.start, end: sentences[at + count - 1]!.end },
      };
      if (!best || valueOf(support) > valueOf(best)) best = support;
    }
  return best;
}

/** A number that is missing weighs more than any word. */
const valueOf = ({ share, lacksNumber }: Support): number => share - (lacksNumber ? 1 : 0);
