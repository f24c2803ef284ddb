/** Numbers and values as reports and errors say them. */
import type { Check } from '../schemas/generated/types';

/** 1189 → 1,189 */
export const thousands = (count: number): string => count.toLocaleString('en');

/** 0.0034 → 0.34 %; a share that is not nothing never reads 0 %, one that is not all never 100 %. */
export function percent(share: number): string {
  const rounded = Number((share * 100).toFixed(2));
  if (rounded === 0 && share > 0) return 'under 0.01 %';
  if (rounded === 100 && share < 1) return 'over 99.99 %';
  return `${rounded} %`;
}

/** 4 of 1,189 rows (0.34 %) */
export function portion(count: number, total: number, noun: string): string {
  return `${thousands(count)} of ${plural(total, noun)}${total > 0 ? ` (${percent(count / total)})` : ''}`;
}

/** 1 row, 2 rows */
export const plural = (count: number, noun: string): string => `${thousands(count)} ${nounFor(count, noun)}`;

/** row, of one; rows, of several */
export const nounFor = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);

/** A measure with its unit: 1 %, 12 rows, 5 times, 0.25. */
export function amount(value: number, unit: Check['unit']): string {
  if (unit === 'share') return percent(value);
  if (unit === 'index') return String(Number(value.toFixed(3)));
  return plural(Number(value.toFixed(2)), unit.slice(0, -1));
}

/**
 * A value of the data, fit to be shown: personal data masked, shortened, and written as JSON, so that no control character,
 * invisible character or line break reaches a terminal, a page or a sheet. Put a word before it: a cell that
 * begins with a quote may still be read as a formula.
 */
export function shown(value: unknown, longest = 60): string {
  const text = masked(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));
  const short = shortened(text, longest);
  return printable(typeof value === 'string' ? JSON.stringify(short) : short);
}

/** A text as a JSON string, shortened, and otherwise as it is: for those whose data it is. */
export const quoted = (text: string, longest = Infinity): string =>
  printable(JSON.stringify(shortened(text, longest)), Infinity);

/** A text on one line; what cannot be printed is written out: \n, \t, \u001b. */
export const printable = (text: string, longest = 300): string =>
  (text.length > longest ? `${text.slice(0, longest)}…` : text).replace(unprintable, writtenOut);

/** A text of several lines; what cannot be printed in them is written out. */
export const visible = (text: string): string => text.replaceAll('\r\n', '\n').replace(unprintableInLines, writtenOut);

/** The beginning of a text, by whole characters, of which an emoji is one. */
function shortened(text: string, longest: number): string {
  const beginning = Array.from(text.slice(0, 2 * longest))
    .slice(0, longest)
    .join('');
  return beginning.length < text.length ? `${beginning}…` : text;
}

/**
 * Control and invisible characters, what turns the writing direction or ends a line, and halves of characters. The two
 * joiners are parts of words and of emoji.
 */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unprintableInLines = new RegExp(`(?![\\t\\n])${unprintable.source}`, 'gu');

const shortWords: Record<string, string> = { '\n': '\\n', '\t': '\\t' };

const writtenOut = (character: string): string =>
  shortWords[character] ??
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at).toString(16).padStart(4, '0'))
    .map((unit) => `\\u${unit}`)
    .join('');

/** Email addresses, and numbers long enough for a telephone, a card or an account, with most of their characters hidden. */
export function masked(text: string): string {
  return text
    .replace(/([\p{L}\p{N}])[\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu, '$1…@…')
    .replace(/\b([A-Z]{2})\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/g, '$1…')
    .replace(/\+?\d(?:[ ().-]{0,2}\d){8,}/g, (digits) => `${digits.slice(0, 2)}…${digits.slice(-2)}`);
}

/** Text from data within one line, whole: nothing in it begins another line or another cell. */
export const inline = (text: string): string => printable(text, Infinity);

/** What there is of the parts, with a dot between. */
export const dotted = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ');
