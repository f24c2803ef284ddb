/** What is measured of a question to a model, as a line of the log: Cloud Logging draws the metrics of them, nobody exports any. */
import { ofFunction } from '../logged-event';
import type { metricAttributes, metrics } from './conventions';

export type Measured = Partial<Record<(typeof metrics)[keyof typeof metrics]['of'], number>> &
  Partial<Record<(typeof metricAttributes)[number], string>>;

const message = 'gen_ai.client.inference';

/** One line, its end included. */
export const measuredLine = (measured: Measured): string => `${JSON.stringify({ message, measured })}\n`;

/** These lines of a function, in Cloud Logging's query language. */
export const measuredBy = (functionName: string): string =>
  [...ofFunction(functionName), `jsonPayload.message="${message}"`].join(' AND ');

/** Where a line has one of its fields. */
export const fieldOfMeasured = (field: keyof Measured): string => `jsonPayload.measured.${field}`;
