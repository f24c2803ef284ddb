/** What a caller is told of an input that the model does not take. */
import type { FieldValue } from '../../../core/prompt';
import { plural, thousands } from '../../../core/wording';
import type { Rejection } from '../../shared/models/provider';
import { HttpProblem } from '../../shared/http/problem';

interface Asked {
  input: Record<string, FieldValue>;
  /** Those that callers fill: what is found for them is not theirs to shorten. */
  fields: string[];
  base: string;
}

/** 400 for one that is too long, with the field that makes it so; 502 for what the caller cannot mend. */
export function rejectedInput({ message, tooLong }: Rejection, { input, fields, base }: Asked): HttpProblem {
  if (!tooLong) return new HttpProblem(502, `the model takes no such request: ${message}`, 'read what it says');
  const lengths = fields.map((field) => ({ field, bytes: Buffer.byteLength(String(input[field])) }));
  const all = lengths.reduce((sum, { bytes }) => sum + bytes, 0);
  const longest = lengths.toSorted((a, b) => b.bytes - a.bytes)[0];
  const { tokens, limit } = tooLong;
  const what =
    tokens !== undefined && limit !== undefined
      ? `the prompt has ${plural(tokens, 'token')}, and ${base} reads ${thousands(limit)} at most`
      : `the prompt is longer than ${base} reads: ${message}`;
  if (!longest) return new HttpProblem(400, what);
  const share = all > 0 ? Math.round((100 * longest.bytes) / all) : 0;
  const size = lengths.length > 1 ? `, which is ${share} % of the input` : '';
  return new HttpProblem(400, what, `shorten the field ${longest.field}${size}`);
}
