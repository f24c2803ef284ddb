/** Times, sizes and texts as a terminal shows them. */
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
  const steps: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  for (const [size, unit] of steps)
    if (milliseconds >= size) return `${plural(Math.floor(milliseconds / size), unit)} ago`;
  return 'just now';
}

const color = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Columns that a text takes on the screen, colors not counted. */
export function width(text: string): number {
  return Array.from(text.replace(color, '')).length;
}

/** `left`, then `right` flush with column `columns`. */
export function spread(left: string, right: string, columns: number): string {
  return `${left}${' '.repeat(Math.max(2, columns - width(left) - width(right)))}${right}`;
}

/** Cells of each row one below the other, `gap` columns apart; those of columns named `right` end together. */
export function inColumns(
  rows: string[][],
  { right = [], gap = 3 }: { right?: number[]; gap?: number } = {},
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  const cell = (text: string, i: number): string => {
    const space = ' '.repeat(widths[i]! - width(text));
    return right.includes(i) ? space + text : text + space;
  };
  return rows.map((row) => row.map(cell).join(' '.repeat(gap)).trimEnd());
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
  return `${Array.from(text.replace(color, ''))
    .slice(0, Math.max(1, columns - 1))
    .join('')
    .trimEnd()}…`;
}

/** Lines of at most `columns` columns, broken between words where there are any. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1)!;
      if (line === '') lines[lines.length - 1] = word;
      else if (width(line) + 1 + width(word) <= columns) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
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
