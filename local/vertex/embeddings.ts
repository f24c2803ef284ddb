/** PredictionService.EmbedContent: texts as vectors, of the small embedding model, for every embedding model of the catalog. */
import type { EmbeddingModel } from '../../catalog/embeddings';
import { locationIn } from '../../core/vertex-locations';
import type { Call } from '../rpc/api';
import { invalidField } from '../rpc/errors';
import { snakeCase } from '../rpc/field-names';
import { isOpen, notServed } from './base-models';
import type { VertexContext } from './context';
import type { Embedder } from './embedding/embedder';
import { defaultBase, loadBase } from './model/base';
import { readText } from './generation-request';
import { publisherModelId } from './names';
import type { Content } from './resources';

interface EmbedContentRequest {
  model: string;
  content?: Content;
  embedContentConfig?: { outputDimensionality?: number; [other: string]: unknown };
  [other: string]: unknown;
}

/** @param embedderOf what loads the model, when the first text comes */
export function createEmbeddings(
  context: Pick<VertexContext, 'access' | 'clock'>,
  models: EmbeddingModel[],
  embedderOf: () => Embedder,
) {
  let embed: Embedder | undefined;
  return {
    EmbedContent(request: EmbedContentRequest, call: Call) {
      context.access.check(call.principal, 'aiplatform.endpoints.predict', request.model);
      const model = findEmbeddingModel(context, models, request.model);
      const dimensions = dimensionsOf(request, model);
      const text = readText(request.content ?? {}, 'content');
      const tokens = loadBase(defaultBase).tokenizer.encode(text).length;
      if (tokens > model.inputTokens)
        throw invalidField(
          'content',
          `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${model.inputTokens}).`,
        );
      embed ??= embedderOf();
      return {
        embedding: { values: embed(text, dimensions) },
        usageMetadata: {
          promptTokenCount: tokens,
          totalTokenCount: tokens,
          promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }],
        },
        truncated: false,
      };
    },
  };
}

function findEmbeddingModel(
  context: Pick<VertexContext, 'clock'>,
  models: EmbeddingModel[],
  name: string,
): EmbeddingModel {
  const model = models.find(({ id }) => id === publisherModelId(name));
  const location = locationIn(name) ?? model?.servingLocations[0] ?? 'global';
  const isServed = model?.servingLocations.includes(location) && isOpen(context, model, 'inference', location);
  if (!model || !isServed) throw notServed(name);
  return model;
}

/** @throws RpcError INVALID_ARGUMENT for a setting that this model does not have, by its proto, and for what it cannot give */
function dimensionsOf({ embedContentConfig = {}, ...request }: EmbedContentRequest, model: EmbeddingModel): number {
  const { outputDimensionality = request.outputDimensionality, ...others } = embedContentConfig;
  for (const name of ['title', 'taskType', 'autoTruncate'])
    if (isSet(others[name] ?? request[name]))
      throw invalidField(snakeCase(name), 'is only applicable to text-only embedding models.');
  for (const name of ['documentOcr', 'audioTrackExtraction'])
    if (isSet(others[name]))
      throw invalidField(snakeCase(name), 'is not supported by the local model, which reads text.');
  const { least, most } = model.dimensions;
  const dimensions = (outputDimensionality as number | undefined) || most;
  if (dimensions < least || dimensions > most)
    throw invalidField('output_dimensionality', `${dimensions} is not between ${least} and ${most}.`);
  return dimensions;
}

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false && value !== 0 && value !== 'UNSPECIFIED';
