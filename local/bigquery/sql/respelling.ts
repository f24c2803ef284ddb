/** A query respelled where the SQL library misreads GoogleSQL, and its places set back to those of the original. */
import { isNode } from './ast';
import { groupSetOperations } from './set-operators';
import { optionsFirst } from './table-options';
import type { Insertion, Token } from './tokens';

export interface Respelled {
  text: string;
  /** What was put in, by offsets in the original, in order. */
  insertions: readonly Insertion[];
}

export function respell(masked: string, tokens: readonly Token[]): Respelled {
  const insertions = [
    ...groupSetOperations(masked, tokens),
    ...optionalWords(tokens),
    ...optionsFirst(masked, tokens),
  ].toSorted((left, right) => left.at - right.at);
  let text = '';
  let done = 0;
  for (const insertion of insertions) {
    text += masked.slice(done, insertion.at) + insertion.text;
    done = insertion.at;
  }
  return { text: text + masked.slice(done), insertions };
}

/** INSERT [INTO], DELETE [FROM] and MERGE [INTO] at the beginning of a statement. */
function optionalWords(tokens: readonly Token[]): Insertion[] {
  const wanted: Record<string, string> = { INSERT: 'INTO', DELETE: 'FROM', MERGE: 'INTO' };
  return tokens.flatMap(({ text, end }, at) => {
    const isFirst = at === 0 || tokens[at - 1]!.text === ';';
    const word = isFirst ? wanted[text] : undefined;
    return word && tokens[at + 1] && tokens[at + 1]!.text !== word ? [{ at: end, text: ` ${word}` }] : [];
  });
}

/** The offset in the original that a place in the respelled text stems from. @param characters as the library counts them */
export function originalOffset(characters: number, { text, insertions }: Respelled): number {
  const offset = Array.from(text).slice(0, characters).join('').length;
  let shift = 0;
  for (const { at, text: inserted } of insertions) {
    if (at + shift >= offset) break;
    shift += inserted.length;
  }
  return Math.max(0, offset - shift);
}

/** Sets every place in the tree of a respelled text back to where it is in the original. */
export function restorePlaces(tree: unknown, original: string, { insertions }: Respelled): void {
  if (insertions.length === 0) return;
  const lineStarts = [0, ...[...original.matchAll(/\n/g)].map(({ index }) => index + 1)];
  visit(tree);

  function visit(value: unknown): void {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    const { span, ...rest } = value as { span?: { line: number; column: number } };
    if (span) span.column -= insertedBefore(span.line, span.column);
    Object.values(rest).forEach(visit);
  }

  /** How many characters were put into a line before a column of the respelled text; both from 1. */
  function insertedBefore(line: number, column: number): number {
    const [from, to] = [lineStarts[line - 1]!, lineStarts[line] ?? Infinity];
    let shift = 0;
    for (const { at, text } of insertions) {
      if (at < from || at >= to) continue;
      if (Array.from(original.slice(from, at)).length + shift + text.length >= column) break;
      shift += text.length;
    }
    return shift;
  }
}
