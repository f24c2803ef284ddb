/** What an answer rests on, as OpenAI's clients read it: citations of addresses, beside the text. */
import type { Citation } from '../../../core/grounding/citations';
import type { FoundSource } from '../../shared/models/provider';
import type { Sources } from '../grounding/sources';

/** Of the words of the answer from `start_index` up to the one before `end_index`, in characters. */
interface UrlCitation {
  start_index: number;
  end_index: number;
  title: string;
  url: string;
}

/**
 * A citation of each source of each sentence. What has no address of the web is cited by its name: OpenAI's citations of files do not say
 * which words rest on them.
 */
export const citationsIn = (grounding: Sources | undefined): UrlCitation[] =>
  (grounding?.sentences ?? []).flatMap(({ start, end, citations }) =>
    citations.flatMap((citation) => {
      const { url, title } = addressOf(citation);
      return url === undefined ? [] : [{ start_index: start, end_index: end, title: title ?? url, url }];
    }),
  );

/** A text of a corpus has no title: what it says stands in its place. */
function addressOf(citation: Citation | FoundSource): { url?: string | undefined; title?: string | undefined } {
  if (!('type' in citation)) return { url: `${citation.object}#${citation.generation}`, title: citation.quote };
  const { uri, title } = citation;
  return { url: uri ?? (citation.type === 'retrieved' ? citation.document : undefined), title };
}

/** Google's suggestions, which who shows the answer has to show with it: OpenAI's API has no place for them, and its clients keep what they do not know. */
export const suggestionsIn = (grounding: Sources | undefined): { search_suggestions?: string } =>
  grounding?.search?.suggestions === undefined ? {} : { search_suggestions: grounding.search.suggestions };
