/** What a model of Vertex AI has searched for before it answered, and what of its answer rests on what it found. */
import type { protos } from '@google-cloud/aiplatform';
import type { Searches } from '../../catalog/search';
import type { FoundSource, Searched } from './question';
import { spokenText, type SaidPart } from './gemini';

type Metadata = protos.google.cloud.aiplatform.v1.IGroundingMetadata;
type Chunk = protos.google.cloud.aiplatform.v1.IGroundingChunk;
type Segment = protos.google.cloud.aiplatform.v1.ISegment;

/** Undefined of an answer for which nothing was searched: that is the model's to decide. */
export function searchedBy(metadata: Metadata | null | undefined, parts: SaidPart[]): Searched | undefined {
  const { webSearchQueries, retrievalQueries, groundingChunks, groundingSupports, searchEntryPoint } = metadata ?? {};
  const queries = [...billed(webSearchQueries), ...billed(retrievalQueries)];
  const found = (groundingChunks ?? []).map(sourceIn);
  if (queries.length === 0 && found.length === 0) return undefined;
  const sentences = (groundingSupports ?? []).flatMap(({ segment, groundingChunkIndices }) => {
    const span = segment && spanOf(segment, parts);
    const sources = (groundingChunkIndices ?? []).flatMap((index) => found[index] ?? []);
    return span && sources.length > 0 ? [{ ...span, sources }] : [];
  });
  const suggestions = searchEntryPoint?.renderedContent;
  return { queries, found, sentences, ...(suggestions && { suggestions }) };
}

/** Undefined likewise. What has found something has searched, whatever it says of its queries. */
export function searchesBy(metadata: Metadata | null | undefined): Searches | undefined {
  const { webSearchQueries, retrievalQueries, groundingChunks } = metadata ?? {};
  const hasFound = (kind: 'web' | 'retrievedContext') => (groundingChunks ?? []).some((chunk) => chunk[kind]);
  const googleSearch = Math.max(billed(webSearchQueries).length, Number(hasFound('web')));
  const vertexAiSearch = Math.max(billed(retrievalQueries).length, Number(hasFound('retrievedContext')));
  if (googleSearch + vertexAiSearch === 0) return undefined;
  return { ...(googleSearch > 0 && { googleSearch }), ...(vertexAiSearch > 0 && { vertexAiSearch }) };
}

/** The same query counts once, and an empty one not at all. */
const billed = (queries: string[] | null | undefined): string[] => [
  ...new Set((queries ?? []).filter((query) => query !== '')),
];

function sourceIn({ web, retrievedContext }: Chunk): FoundSource {
  if (retrievedContext) {
    const { uri, title, text, documentName } = retrievedContext;
    return {
      type: 'retrieved',
      ...(uri && { uri }),
      ...(title && { title }),
      ...(text && { text }),
      ...(documentName && { document: documentName }),
    };
  }
  const { uri, title } = web ?? {};
  return { type: 'web', ...(uri && { uri }), ...(title && { title }) };
}

/**
 * In characters of the text that all parts make. Google counts bytes of a part, in a stream those of all that was said: the words that
 * it repeats decide. Undefined where they stand nowhere.
 */
function spanOf({ partIndex, startIndex, endIndex, text: words }: Segment, parts: SaidPart[]) {
  const text = spokenText(parts);
  const bytes = Buffer.from(text);
  const before = Buffer.byteLength(spokenText(parts.slice(0, partIndex ?? 0)));
  for (const from of [before, 0]) {
    const [start, end] = [from + (startIndex ?? 0), from + (endIndex ?? 0)];
    const said = bytes.subarray(start, end).toString();
    if (end > bytes.length || said === '' || (words && said !== words)) continue;
    const at = bytes.subarray(0, start).toString().length;
    return { start: at, end: at + said.length };
  }
  const at = words ? text.indexOf(words) : -1;
  return at < 0 ? undefined : { start: at, end: at + words!.length };
}

/** Of two chunks of a stream: places in lists are those of all chunks together. */
export const joinedSearches = (before: Metadata | null | undefined, after: Metadata | null | undefined): Metadata => ({
  webSearchQueries: both(before?.webSearchQueries, after?.webSearchQueries),
  retrievalQueries: both(before?.retrievalQueries, after?.retrievalQueries),
  groundingChunks: both(before?.groundingChunks, after?.groundingChunks),
  groundingSupports: both(before?.groundingSupports, after?.groundingSupports),
  searchEntryPoint: after?.searchEntryPoint ?? before?.searchEntryPoint,
});

const both = <T>(before: T[] | null | undefined, after: T[] | null | undefined): T[] => [
  ...(before ?? []),
  ...(after ?? []),
];
