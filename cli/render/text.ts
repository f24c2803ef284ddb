/** Texts as a terminal shows them. */
import stringWidth from 'string-width';
import { inline, quoted } from '../../core/wording';

const color = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Columns of the terminal; undefined in a pipe, and of a terminal that does not say, which tells 0. */
export const terminalWidth = ({ columns }: { columns?: number }): number | undefined => columns || undefined;

/** Columns that a text takes on the screen: colors none, an emoji or a wide character two. */
export const width = (text: string): number => stringWidth(text);

/** `left`, then `right` flush with column `columns`; without columns, in a pipe, right behind it. */
export function spread(left: string, right: string, columns = 0): string {
  return `${left}${' '.repeat(Math.max(2, columns - width(left) - width(right)))}${right}`;
}

/**
 * Cells of each row one below the other, `gap` columns apart; those of columns named `right` end together.
 * @param room columns for a line: the last cell of a row that is longer is wrapped
 */
export function inColumns(
  rows: string[][],
  { right = [], gap = 3, room = Infinity }: { right?: number[]; gap?: number; room?: number } = {},
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap, 0);
  const isWrapped = count > 1 && before + widths.at(-1)! > room && !right.includes(count - 1);
  const cell = (text: string, i: number): string => {
    const space = ' '.repeat(Math.max(0, widths[i]! - width(text)));
    return right.includes(i) ? space + text : text + space;
  };
  const line = (row: string[]): string => row.map(cell).join(' '.repeat(gap)).trimEnd();
  return rows.flatMap((row) => {
    if (!isWrapped || row.length < count) return [line(row)];
    const [first = '', ...more] = wrap(row.at(-1)!, Math.max(16, room - before));
    return [line([...row.slice(0, -1), first]), ...more.map((text) => ' '.repeat(before) + text)];
  });
}

/**
 * The same with numbers in all columns but the first: as many side by side as fit, the others below them.
 * @param room columns for a line
 */
export function inBlocks(rows: string[][], room: number, gap = 3): string[] {
  const [names = 0, ...widths] = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  const blocks: number[][] = [];
  let taken = 0;
  for (const [i, own] of widths.entries()) {
    taken += gap + own;
    if (blocks.length === 0 || taken > room) {
      blocks.push([0, i + 1]);
      taken = names + gap + own;
    } else blocks.at(-1)!.push(i + 1);
  }
  return blocks.flatMap((block) =>
    inColumns(
      rows.map((row) => block.map((i) => row[i] ?? '')),
      { right: block.map((_, i) => i).slice(1), gap },
    ),
  );
}

/** `text` in at most `columns` columns, its end given up for "…" when it is longer; colors not counted, and gone when it is cut. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let beginning = '';
  let taken = 0;
  // By what a reader takes for one character: an emoji of several, a letter with its accents.
  for (const { segment } of new Intl.Segmenter().segment(text.replace(color, ''))) {
    taken += width(segment);
    if (taken > columns - 1 && beginning !== '') break;
    beginning += segment;
  }
  // At the end of a word, so that no number is cut in two, where that costs less than half.
  const atWord = text.replace(color, '').startsWith(' ', beginning.length) ? -1 : beginning.lastIndexOf(' ');
  return `${beginning.slice(0, atWord >= beginning.length / 2 ? atWord : undefined).trimEnd()}…`;
}

/** Lines of at most `columns` columns, broken between words where there are any; a longer word, an address, stays whole. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    // A number stays with its per cent sign.
    for (const word of paragraph.split(/ (?!%)/)) {
      const line = lines.at(-1)!;
      if (line !== '' && width(line) + 1 + width(word) <= columns) lines[lines.length - 1] = `${line} ${word}`;
      else if (line === '') lines.splice(-1, 1, ...unspaced(word, columns));
      else lines.push(...unspaced(word, columns));
    }
    return lines;
  });
}

const writtenWithoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Lines of what a script without spaces writes as one word. */
function unspaced(text: string, columns: number): string[] {
  if (width(text) <= columns || !writtenWithoutSpaces.test(text)) return [text];
  const lines = [''];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)) {
    const line = lines.at(-1)!;
    if (line === '' || width(line) + width(segment) <= columns) lines[lines.length - 1] = line + segment;
    else lines.push(segment);
  }
  return lines;
}

/** Text that may begin with a value from data: one that a spreadsheet would compute is shown as a JSON string. */
export const inert = (text: string): string => (/^\s*[=+\-@]/.test(text) ? quoted(text) : inline(text));
