/** What the sentences of an answer rest on, a line for each place that says so. */
import type { Citation } from '../../core/grounding/citations';
import type { FoundSource } from '../../core/models/question';
import { cut, inColumns } from './text';
import { inline } from '../../core/wording';

/** Of an answer as a caller is told, and, without quotes, as its row has it. */
export interface ToldSources {
  sentences: { start: number; end: number; support: string; citations: (Omit<Citation, 'quote'> | FoundSource)[] }[];
}

/** Columns by which a sentence is known again. */
const known = 48;

/** None where nothing was looked for. @param answer its text, in whose characters the sentences are told */
export const sourceLines = (answer: string, { sentences }: ToldSources = { sentences: [] }): string[] =>
  inColumns(
    sentences.flatMap(({ start, end, support, citations }) => {
      const sentence = cut(inline(answer.slice(start, end)), known);
      const places = citations.map(placeOf);
      if (places.length === 0)
        return [[sentence, support === 'none' ? 'says nothing to be cited' : 'rests on nothing']];
      return places.map((place, at) => [at === 0 ? sentence : '', place]);
    }),
  );

/** The bytes as `gcloud storage cat -r` takes them, whose last one is in. */
function placeOf(citation: ToldSources['sentences'][number]['citations'][number]): string {
  if ('object' in citation)
    return `${citation.object}#${citation.generation} bytes ${citation.start}-${citation.end - 1}`;
  return inline([citation.title, citation.uri].filter(Boolean).join(' · ') || citation.type);
}
