/** What is measured of a question to a model, as a line of the log: Cloud Logging draws the metrics of them, nobody exports any. */
import { ofFunction } from '../logged-event';
import type { Inference, metricAttributes, metrics } from './conventions';

export type Measured = Pick<
  Inference,
  (typeof metrics)[keyof typeof metrics]['of'] | (typeof metricAttributes)[keyof typeof metricAttributes]
>;

const message = 'gen_ai.client.inference';

/** One line, its end included. */
export function measuredLine(asked: Measured): string {
  const { duration, timeToFirstChunk, inputTokens, outputTokens } = asked;
  const { operation, provider, requestModel, responseModel, errorType } = asked;
  const measured = {
    duration,
    timeToFirstChunk,
    inputTokens,
    outputTokens,
    operation,
    provider,
    requestModel,
    responseModel,
    errorType,
  };
  return `${JSON.stringify({ message, measured })}\n`;
}

/** These lines of a function, in Cloud Logging's query language. */
export const measuredBy = (functionName: string): string =>
  [...ofFunction(functionName), `jsonPayload.message="${message}"`].join(' AND ');

/** Where a line has one of its fields. */
export const fieldOfMeasured = (field: keyof Measured): string => `jsonPayload.measured.${field}`;
