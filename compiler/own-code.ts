/** JavaScript of a pipeline's own: only read here, and run in a sandbox. */
import { Script } from 'node:vm';
import type { Problem } from '../core/problem';

/** @param wanted the function that it has to say, and who wants it: `the metric own is a function score(answer, references)` */
export function codeProblems(code: string, file: string, wanted: { name: string; sentence: string }): Problem[] {
  try {
    new Script(code, { filename: file });
    if (new RegExp(String.raw`\b${wanted.name}\b`).test(code)) return [];
    return [{ file, line: 1, reason: `${wanted.sentence}, and there is none` }];
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const [, line] = /:(\d+)\n/.exec(stack) ?? [];
    return [{ file, line: Number(line ?? 1), reason: message }];
  }
}
