/** Tools of search: what Vertex AI refuses is refused as it does, and the rest by name, since nothing here could be searched. */
import type { SearchToolName } from '../../catalog/search';
import { invalidField, RpcError } from '../rpc/errors';
import type { GenerateContentRequest } from './generation-request';
import type { ServedModel } from './served-model';

interface Tool {
  googleSearch?: object;
  retrieval?: { vertexAiSearch?: { datastore?: string; engine?: string; maxResults?: number } };
  [other: string]: unknown;
}

const dataStore = /^projects\/[^/]+\/locations\/[^/]+\/collections\/[^/]+\/dataStores\/[^/]+$/;
const searchEngine = /^projects\/[^/]+\/locations\/[^/]+\/collections\/[^/]+\/engines\/[^/]+$/;

/** @throws RpcError INVALID_ARGUMENT for any: the words are Google's where users have met them */
export function refuseTools(
  { tools, generationConfig }: Pick<GenerateContentRequest, 'tools' | 'generationConfig'>,
  { base, adapterFile }: Pick<ServedModel, 'base' | 'adapterFile'>,
): void {
  const all = (tools ?? []) as Tool[];
  const [tool] = all;
  if (!tool) return;
  const names = all.map(nameOf);
  const [name] = names;
  if (!name) throw invalidField('tools[0]', 'is not supported by the local model.');
  if (names.includes(undefined))
    throw new RpcError('INVALID_ARGUMENT', 'Multiple tools are supported only when they are all search tools.');
  if (!base.searchTools?.[name].includes(adapterFile === undefined ? 'base' : 'tuned'))
    throw new RpcError('INVALID_ARGUMENT', 'Search Grounding is not supported.');
  if (!['', 'text/plain'].includes(generationConfig?.responseMimeType ?? ''))
    throw new RpcError(
      'INVALID_ARGUMENT',
      'Unable to submit request because controlled generation is not supported with Search tool. Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini',
    );
  if (name === 'googleSearch') throw invalidField('tools[0].google_search', 'the local cloud has no Google Search.');
  checkDataStore(tool.retrieval!.vertexAiSearch!);
  throw invalidField('tools[0].retrieval.vertex_ai_search', 'the local cloud has no data stores.');
}

function nameOf({ googleSearch, retrieval }: Tool): SearchToolName | undefined {
  if (googleSearch) return 'googleSearch';
  return retrieval?.vertexAiSearch ? 'vertexAiSearch' : undefined;
}

function checkDataStore({
  datastore = '',
  engine = '',
  maxResults = 0,
}: NonNullable<NonNullable<Tool['retrieval']>['vertexAiSearch']>): void {
  const path = 'tools[0].retrieval.vertex_ai_search';
  if (!datastore === !engine) throw invalidField(path, 'one of datastore and engine must be set.');
  if (datastore && !dataStore.test(datastore))
    throw invalidField(`${path}.datastore`, `"${datastore}" is not the name of a data store.`);
  if (engine && !searchEngine.test(engine))
    throw invalidField(`${path}.engine`, `"${engine}" is not the name of an engine.`);
  if (maxResults < 0 || maxResults > 10)
    throw invalidField(`${path}.max_results`, `${maxResults} is not between 1 and 10.`);
}
