/** A YAML or JSON file of a pipeline that remembers on which line each of its values stands. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Problem } from '../core/problem';

/** Keys and indexes from the root of a document to a value. */
export type ValuePath = (string | number)[];

export interface SourceFile {
  value: unknown;
  problems: Problem[];
  /** The line of the value at this path; of its key, if it has one; or of the nearest value around it. */
  lineOf(path: ValuePath): number;
  /** Whether the value was written, and is no default. */
  has(path: ValuePath): boolean;
}

/** Reads a file (JSON is YAML too). A missing or unreadable file is a problem, not an exception. */
export function readSourceFile(path: string, shownAs: string): SourceFile {
  const text = readText(path);
  return typeof text === 'string' ? parseSource(text, shownAs) : unreadable(shownAs, text.reason);
}

/** A file that is a problem as a whole. */
export const unreadable = (shownAs: string, reason: string): SourceFile => ({
  value: undefined,
  problems: [{ file: shownAs, line: 1, reason }],
  lineOf: () => 1,
  has: () => false,
});

/** @param above lines of the file before the text */
export function parseSource(text: string, shownAs: string, above = 0): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    file: shownAs,
    line: above + (error.linePos?.[0].line ?? 1),
    reason: error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
  }));
  if (problems.length === 0 && document.contents === null) {
    problems.push({ file: shownAs, line: above + 1, reason: 'the file is empty' });
  }

  const lineOf = (at: ValuePath): number => {
    for (let path = at; ; path = path.slice(0, -1)) {
      const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined;
      const key = isMap(parent)
        ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key
        : undefined;
      const node = isNode(key) ? key : document.getIn(path, true);
      if (isNode(node) && node.range) return above + lines.linePos(node.range[0]).line;
      if (path.length === 0) return above + 1;
    }
  };
  const has = (path: ValuePath): boolean => document.hasIn(path);
  return { value: problems.length > 0 ? undefined : document.toJS(), problems, lineOf, has };
}

/** The text of a UTF-8 file, or why there is none. */
export function readText(path: string): string | { reason: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { reason: 'there is no such file' };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { reason: 'the file is not UTF-8' };
    return { reason: `the file cannot be read: ${(error as Error).message}` };
  }
}
