/** What an answer rests on: of each sentence the bytes of a source that say so, or that none does. */
import { sentencesOf, type Span } from './sentences';
import { isClaim, isSupport, supportIn } from './support';

/** Bytes of an object that does not change: from the first on, up to the one before `end`. */
export interface Citation {
  /** gs:// address of a copy, named for its content. */
  object: string;
  generation: string;
  start: number;
  end: number;
  /** What they say. */
  quote: string;
}

/** A piece of a source, and where it stands there. */
export interface CitedPassage {
  text: string;
  heading: string;
  /** Of the whole passage. */
  citation: Citation;
}

/** A sentence of an answer: in characters of it. */
export interface CitedSentence extends Span {
  /** `none` of what claims nothing, such as "Yes.". */
  support: 'supported' | 'unsupported' | 'none';
  /** The passages that say so, the one with most of its words first. */
  citations: Citation[];
}

export function citationsOf(
  answer: string,
  passages: readonly CitedPassage[],
  languages: readonly string[],
): CitedSentence[] {
  return sentencesOf(answer).map((span) => {
    const sentence = answer.slice(span.start, span.end);
    if (!isClaim(sentence, languages)) return { ...span, support: 'none', citations: [] };
    const citations = passages
      .flatMap((passage) => {
        const support = supportIn(sentence, passage, languages);
        return support && isSupport(support) ? [{ share: support.share, citation: cite(passage, support.span) }] : [];
      })
      .toSorted((a, b) => b.share - a.share)
      .map(({ citation }) => citation);
    return { ...span, support: citations.length > 0 ? 'supported' : 'unsupported', citations };
  });
}

/** A part of a passage. @param span in characters of its text */
function cite({ text, citation }: CitedPassage, { start, end }: Span): Citation {
  const quote = text.slice(start, end);
  const from = citation.start + Buffer.byteLength(text.slice(0, start));
  return { ...citation, start: from, end: from + Buffer.byteLength(quote), quote };
}
