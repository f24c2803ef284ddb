/**
 * What OpenTelemetry calls the spans, attributes and metrics of generative AI. The names still move: they stand here and nowhere else.
 *
 * GenAI: open-telemetry/semantic-conventions-genai v0.1.0, status Development, docs/gen-ai/client-inference.md, retrieval.md,
 * execute-tool.md and gen-ai-token-metrics.md; HTTP and errors: open-telemetry/semantic-conventions v1.45.0, stable. Both as read on
 * 2026-11-29.
 */
import type { BaseModel } from '../../catalog';

/** Of a span; those that are undefined are none. */
export type Attributes = Record<string, string | number | boolean | string[] | undefined>;

export const errorType = 'error.type';
export const statusCode = 'http.response.status_code';
export const responseFinishReasons = 'gen_ai.response.finish_reasons';
export const inputTokens = 'gen_ai.usage.input_tokens';
export const outputTokens = 'gen_ai.usage.output_tokens';
/** What nobody else has a name for. */
export const answerId = 'landfall.answer.id';
export const stepOutcome = 'landfall.chain.step.outcome';

/** How a model of the catalog is asked: by Vertex AI's own API, or in OpenAI's form. Runs that are older than providers asked Vertex AI. */
export function askedAs({ provider = 'vertex', service }: Partial<Pick<BaseModel, 'provider' | 'service'>>) {
  return {
    operation: provider === 'vertex' ? 'generate_content' : 'chat',
    // A service that is not among the well-known ones has its own name.
    provider: provider.startsWith('vertex') ? 'gcp.vertex_ai' : (service?.name ?? provider),
  };
}

/** A question to a model, and what came of it. */
export interface Inference extends ReturnType<typeof askedAs> {
  requestModel: string;
  maxTokens: number;
  seed: number | undefined;
  isStreamed: boolean;
  responseModel: string | undefined;
  finishReason: string | undefined;
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  /** Seconds. */
  duration: number;
  timeToFirstChunk: number | undefined;
  errorType: string | undefined;
}

export const inferenceName = ({ operation, requestModel }: Pick<Inference, 'operation' | 'requestModel'>): string =>
  `${operation} ${requestModel}`;

export const inferenceAttributes = (asked: Inference): Attributes => ({
  'gen_ai.operation.name': asked.operation,
  'gen_ai.provider.name': asked.provider,
  'gen_ai.request.model': asked.requestModel,
  'gen_ai.request.max_tokens': asked.maxTokens,
  'gen_ai.request.seed': asked.seed,
  'gen_ai.request.stream': asked.isStreamed || undefined,
  'gen_ai.response.model': asked.responseModel,
  [responseFinishReasons]: asked.finishReason === undefined ? undefined : [asked.finishReason],
  'gen_ai.response.time_to_first_chunk': asked.timeToFirstChunk,
  [inputTokens]: asked.inputTokens,
  [outputTokens]: asked.outputTokens,
  'gen_ai.usage.reasoning.output_tokens': asked.reasoningTokens || undefined,
  [errorType]: asked.errorType,
});

/** A chain: a workflow has the name of an agent since v0.1.0. */
export const workflow = (name: string) => ({
  name: `invoke_workflow ${name}`,
  attributes: { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.agent.name': name } as Attributes,
});

/** A step of a chain: code of the pipeline's own is a tool; for the others nobody else has a name. */
export function step(name: string, kind: string): { name: string; attributes: Attributes } {
  const own = { 'landfall.chain.step': name, 'landfall.chain.step.kind': kind };
  if (kind !== 'run') return { name: `step ${name}`, attributes: own };
  const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, 'gen_ai.tool.type': 'function' };
  return { name: `execute_tool ${name}`, attributes: { ...tool, ...own } };
}

export const retrieval = (corpus: string, passages: number) => ({
  name: 'retrieval',
  attributes: {
    'gen_ai.operation.name': 'retrieval',
    'gen_ai.data_source.id': corpus,
    'gen_ai.retrieval.top_k': passages,
  } as Attributes,
});

/** A request: by its route alone, since an address may have the name of somebody. */
export const request = (method: string, route: string) => ({
  name: `${method} ${route}`,
  attributes: {
    'http.request.method': method,
    'http.route': route,
    [statusCode]: undefined,
    [answerId]: undefined,
    [errorType]: undefined,
  } as Attributes,
});

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

/** Histograms with the bounds of their buckets. */
export const metrics = {
  'gen_ai.client.inference.duration': { of: 'duration', unit: 's', bounds: seconds },
  'gen_ai.client.inference.time_to_first_chunk': { of: 'timeToFirstChunk', unit: 's', bounds: seconds },
  'gen_ai.client.inference.operation.input_tokens': { of: 'inputTokens', unit: '{token}', bounds: tokens },
  'gen_ai.client.inference.operation.output_tokens': { of: 'outputTokens', unit: '{token}', bounds: tokens },
} as const satisfies Record<string, { of: keyof Inference; unit: string; bounds: number[] }>;

/** By which each of them is told apart. */
export const metricAttributes = {
  'gen_ai.operation.name': 'operation',
  'gen_ai.provider.name': 'provider',
  'gen_ai.request.model': 'requestModel',
  'gen_ai.response.model': 'responseModel',
  [errorType]: 'errorType',
} as const satisfies Record<string, keyof Inference>;
