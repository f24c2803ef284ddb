/** What a pipeline's answers rest on, by its pipeline.yaml: passages of a corpus, or what the model searches by itself. */
import type { SearchToolName } from '../../catalog/search';
import type { GoogleSearchSpec, PipelineSpec, VertexAiSearchSpec } from '../../schemas/generated/types';

type Grounded = Pick<PipelineSpec, 'grounding'>;

/** A pipeline, or a question of a step. */
interface Searching {
  grounding?: Pick<NonNullable<PipelineSpec['grounding']>, 'googleSearch' | 'vertexAiSearch'> | undefined;
}

export type CorpusRule = NonNullable<PipelineSpec['grounding']> & { corpus: string };

/** What a model is asked with, so that it searches before it answers. */
export type SearchTool = { googleSearch: GoogleSearchSpec } | { vertexAiSearch: VertexAiSearchSpec };

export const searchTitles: Record<SearchToolName, string> = {
  googleSearch: 'Google Search',
  vertexAiSearch: 'Vertex AI Search',
};

export const corpusRuleOf = ({ grounding }: Grounded): CorpusRule | undefined =>
  grounding?.corpus === undefined ? undefined : (grounding as CorpusRule);

export function searchToolOf({ grounding: { googleSearch, vertexAiSearch } = {} }: Searching): SearchTool | undefined {
  if (googleSearch) return { googleSearch };
  return vertexAiSearch && { vertexAiSearch };
}

export const searchToolNameOf = (tool: SearchTool): SearchToolName =>
  'googleSearch' in tool ? 'googleSearch' : 'vertexAiSearch';
