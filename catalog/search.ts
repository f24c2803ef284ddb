/** Searching that a model does by itself before it answers. */

/** A tool of search, as pipeline.yaml calls it. */
export type SearchToolName = 'googleSearch' | 'vertexAiSearch';

/** Queries of an answer, by the tool that took them. */
export type Searches = Partial<Record<SearchToolName, number>>;
