/**
 * What OpenTelemetry calls the spans, attributes and metrics of generative AI. The names still move: they stand here and nowhere else.
 *
 * GenAI: open-telemetry/semantic-conventions-genai v0.1.0, status Development, docs/gen-ai/client-inference.md, retrieval.md,
 * execute-tool.md and gen-ai-token-metrics.md; HTTP and errors: open-telemetry/semantic-conventions v1.45.0, stable. Both as read on
 * 2026-11-29.
 */

import type { BaseModel } from '../../catalog';

export const attribute = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  maxTokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
  stream: 'gen_ai.request.stream',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  /** Of a workflow, too: its own name went with v0.1.0. */
  agent: 'gen_ai.agent.name',
  tool: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  dataSource: 'gen_ai.data_source.id',
  topK: 'gen_ai.retrieval.top_k',
  errorType: 'error.type',
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
} as const;

/** What nobody else has a name for. */
export const ownAttribute = {
  answer: 'landfall.answer.id',
  step: 'landfall.chain.step',
  stepKind: 'landfall.chain.step.kind',
  stepOutcome: 'landfall.chain.step.outcome',
} as const;

export const operation = {
  chat: 'chat',
  generateContent: 'generate_content',
  workflow: 'invoke_workflow',
  tool: 'execute_tool',
  retrieval: 'retrieval',
} as const;

/** How a model of the catalog is asked: by Vertex AI's own API, or in OpenAI's form. Runs that are older than providers asked Vertex AI. */
export function askedAs({ provider = 'vertex', service }: Partial<Pick<BaseModel, 'provider' | 'service'>>) {
  return {
    operation: provider === 'vertex' ? operation.generateContent : operation.chat,
    // A service that is not among the well-known ones has its own name.
    provider: provider.startsWith('vertex') ? 'gcp.vertex_ai' : (service?.name ?? provider),
  };
}

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

/** Histograms with the bounds of their buckets, in the order in which a line has their values. */
export const metrics = {
  'gen_ai.client.inference.duration': { of: 'duration', unit: 's', bounds: seconds },
  'gen_ai.client.inference.time_to_first_chunk': { of: 'timeToFirstChunk', unit: 's', bounds: seconds },
  'gen_ai.client.inference.operation.input_tokens': { of: 'inputTokens', unit: '{token}', bounds: tokens },
  'gen_ai.client.inference.operation.output_tokens': { of: 'outputTokens', unit: '{token}', bounds: tokens },
} as const;

/** By which each of them is told apart. */
export const metricAttributes = ['operation', 'provider', 'requestModel', 'responseModel', 'errorType'] as const;
