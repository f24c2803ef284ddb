/** Personal data and secrets of a text, each replaced by a token that is the same for the same value: as in training data, so in records. */
import { createHash } from 'node:crypto';
import { digest } from '../digest';
import { personalDataAt, type PersonalData, type PersonalDataKind } from './kinds';
import { shapesIn } from './shapes';

/** Most texts have nothing that could be any of it, which one cheap look tells. */
const suspect =
  /@|(?:\d[ ()./-]{0,2}){6}|-----BEGIN|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|xox[a-z]-|sk-|[rs]k_(?:live|test)_|eyJ/;

/** In their order. The time that it takes grows with the text's length, whatever the text says. */
export function personalDataIn(text: string): PersonalData[] {
  if (!suspect.test(text)) return [];
  const shapes = [...shapesIn(text)];
  return shapes.flatMap((shape, at) => {
    const found = personalDataAt(text, shape, shapes[at - 1]?.end ?? 0, shapes[at + 1]?.start ?? text.length);
    return found ? [found] : [];
  });
}

/**
 * Makes the tokens of one pipeline other than those of the next, and tables of digests made beforehand useless. It is no secret:
 * who has a list of likely values and Landfall's code can still try them.
 */
export const saltOf = (pipeline: string): string => digest(`landfall personal data of ${pipeline}`);

const tokenOf = ({ kind, value }: PersonalData, salt: string): string =>
  `[${kind.toUpperCase()}_${createHash('sha256').update(`${salt}:${kind}:${value}`).digest('hex').slice(0, 8)}]`;

export interface Redaction {
  kinds: readonly PersonalDataKind[];
  /** Asked for only where there is something to be replaced. */
  salt: () => string;
  /** Hears of each kind that was found. */
  onFound?: (kind: PersonalDataKind) => void;
}

export interface Redacted {
  text: string;
  /** Where a place of the text that was redacted is in this one; of a place within what a token stands for, the token's end. */
  placeOf: (place: number) => number;
}

export function redacted(text: string, redaction: Redaction): Redacted {
  const { kinds, salt, onFound } = redaction;
  let [said, place] = ['', 0];
  const replaced: { start: number; end: number; endOfToken: number }[] = [];
  for (const found of personalDataIn(asRead(text))) {
    if (!kinds.includes(found.kind)) continue;
    onFound?.(found.kind);
    const { start, end } = found;
    said += text.slice(place, start) + tokenOf(found, salt());
    place = end;
    replaced.push({ start, end, endOfToken: said.length });
  }
  const placeOf = (at: number): number => {
    const last = replaced.findLast(({ start }) => start < at);
    return last ? last.endOfToken + Math.max(0, at - last.end) : at;
  };
  return { text: said + text.slice(place), placeOf };
}

/** Of the same length: white space that JSON writes with letters, which would pass for the beginning of what follows. */
const asRead = (text: string): string => (text.includes('\\') ? text.replaceAll(/\\[nrtbf]/g, '  ') : text);
