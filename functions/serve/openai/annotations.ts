/** What an answer rests on, as OpenAI's clients read it: citations of addresses, beside the text. */
import type { Sources } from '../grounding/sources';

/** Of the words of the answer from `start_index` up to the one before `end_index`, in characters. */
interface UrlCitation {
  start_index: number;
  end_index: number;
  title: string;
  url: string;
}

/**
 * A citation of each source of each sentence. A text of a corpus is cited by its address too, with its generation, since OpenAI's
 * citations of files do not say which words rest on them; its title is what it says there.
 */
export const citationsIn = (grounding: Sources | undefined): UrlCitation[] =>
  (grounding?.sentences ?? []).flatMap(({ start, end, citations }) =>
    citations.map(({ object, generation, quote }) => ({
      start_index: start,
      end_index: end,
      title: quote,
      url: `${object}#${generation}`,
    })),
  );
