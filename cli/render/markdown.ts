/** Pieces of Markdown (CommonMark with tables): text from anywhere is text in it, on one line. */
import { inline } from '../../core/wording';

/** Nothing in it is markup, breaks a table or begins a line. */
export const markdownText = (value: string): string => inline(value).replace(/[\\`*_[\]<>|~&#!]/g, '\\$&');

export const heading = (title: string, body: string[]): string[] =>
  body.length > 0 ? ['', `## ${title}`, '', ...body] : [];

/** Cells are Markdown already. */
export function markdownTable([head = [], ...rows]: string[][]): string[] {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** As it is, to be copied; a fence longer than any in it. */
export function codeBlock(code: string): string[] {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...code.split('\n'), fence];
}
