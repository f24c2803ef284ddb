/** JSON validity: whether an answer is one JSON text, and nothing around it. */
import type { MetricKind } from './metric';

export const jsonValidity: MetricKind<object> = {
  title: 'JSON validity',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'RFC 8259, by JSON.parse: no NaN, no comment, no Markdown fence',
  options: [],
  create: () => ({ measure: (answer) => ({ score: parseJson(answer) === undefined ? 0 : 1 }) }),
};

/** Undefined where the text is no JSON; no JSON text has that value. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
