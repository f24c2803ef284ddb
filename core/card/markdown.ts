/** Text for a Markdown page that nobody's data may take part in: shown as it is, and as nothing else. */
import { printable, shown, visible } from '../wording';

/**
 * Words of our own that may hold names from the data: what means something to Markdown, to HTML or to GitHub's own additions
 * (addresses become links, @names call people) is escaped; characters that show nothing are written out.
 */
export const plainText = (text: string): string =>
  printable(text, Infinity).replace(/[\\`*_[\]<>&|~$@#]|^[=+-]|(?<=https?|ftp):(?=\/\/)|(?<=www)\./gi, String.raw`\$&`);

/** A value of the data: a JSON string, shortened, personal data masked. Put a word before it, for the sake of spreadsheets. */
export const quotedText = (value: string, longest?: number): string => plainText(shown(value, longest));

/** An address of ours, whole: gs://BUCKET/NAME, a table, an origin. */
export const address = (value: string): string => plainText(JSON.stringify(value));

/** A block that is shown letter by letter, whatever fences are in it. */
export function fencedBlock(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, visible(text).trimEnd(), fence].join('\n');
}

/** Rows of cells that are Markdown already; the first are the headings. */
export function cellTable([headings, ...rows]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const numeric = (at: number) => rows.every((cells) => /^[\d,]+$/.test(cells[at] ?? ''));
  const rule = headings!.map((_, at) => (at > 0 && numeric(at) ? '--:' : '---'));
  return [line(headings!), line(rule), ...rows.map(line)].join('\n');
}
