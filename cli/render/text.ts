/** Times, sizes and texts as a terminal shows them. */
import stringWidth from 'string-width';
import { plural, printable, quoted } from '../../core/wording';

/** 0.94 → "0.9 s", 75 → "1 min 15 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "about 40 s left", in steps that do not flicker. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 1) return 'almost done';
  const rounded = seconds < 20 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5;
  return rounded < 90 ? `about ${rounded} s left` : `about ${Math.ceil(rounded / 60)} min left`;
}

/** 1536 → "1.5 KB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How long ago, in one unit. */
export function formatAge(milliseconds: number): string {
  return milliseconds < 60_000 ? 'just now' : `${formatSpan(milliseconds)} ago`;
}

/** How long, in one unit: "3 minutes". */
export function formatSpan(milliseconds: number): string {
  const steps: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  for (const [size, unit] of steps) if (milliseconds >= size) return plural(Math.floor(milliseconds / size), unit);
  return 'under a minute';
}

/** "2026-11-12 08:15:02 UTC". @param at ISO 8601 */
export const formatTime = (at: string): string => `${at.replace('T', ' ').slice(0, 19)} UTC`;

/** "12 November 2026", in UTC. @param at ISO 8601, or its day */
export const formatDay = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

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

/** 0.00012 → "$0.00012", 1.5 → "$1.50": two digits that count, cents at the least. */
export function formatDollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount >= 0.01)
    return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const digits = 1 - Math.floor(Math.log10(amount));
  return `$${amount.toFixed(digits)}`;
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

/**
 * Text as one word of a shell: as it is where that is safe, else in single quotes; where something in it could not be printed
 * and pasted as it is, a line break among others, those bytes are written out, as bash, zsh and POSIX.1-2024 read them.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (printable(text, Infinity) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const written = Array.from(text, (character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    if (printable(character) === character) return character;
    return Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `$'${written.join('')}'`;
}

/** Text from data within one line, whole: nothing in it begins another line or another cell. */
export const inline = (text: string): string => printable(text, Infinity);

/** Text that may begin with a value from data: one that a spreadsheet would compute is shown as a JSON string. */
export const inert = (text: string): string => (/^\s*[=+\-@]/.test(text) ? quoted(text) : inline(text));

/** What there is of the parts, with a dot between. */
export const joined = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ');
