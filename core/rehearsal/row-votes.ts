/** What the signals of drift read of a request, told of its row: the same categories as their statements over landfall.predictions. */
import { rangeOf } from '../drift/ranges';
import type { SignalName } from '../drift/signals';

/** Of each signal that a row tells something of, its category. */
export type RowVotes = Partial<Record<SignalName, string>>;

/** Of longer answers none is a label. */
const longestLabel = 60;

/**
 * @param fields what is asked, as it is recorded
 * @param answer absent where no column has it
 */
export function votesOfRow(fields: Record<string, string>, answer?: string): RowVotes {
  const question = JSON.stringify(fields).replaceAll(/"(?:[^"\\]|\\.)*"\s*:/g, ' ');
  const words = question.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const [longest = '(none)'] = words.toSorted((a, b) => lengthOf(b) - lengthOf(a) || (a < b ? -1 : Number(a > b)));
  const asked = { inputWords: longest, inputLength: rangeOf(lengthOf(question)) };
  if (answer === undefined) return asked;
  const label = lengthOf(answer) <= longestLabel ? answer.trim().toLowerCase() : '(a text)';
  return { ...asked, outputCategory: label, outputLength: rangeOf(lengthOf(answer)) };
}

/** In characters, as SQL counts them. */
const lengthOf = (text: string): number => Array.from(text).length;
