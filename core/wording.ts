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
export const plural = (count: number, noun: string): string => `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;

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
  // By whole characters, of which an emoji is one.
  const beginning = new RegExp(`^[^]{0,${longest}}`, 'u').exec(text)![0];
  const short = beginning.length < text.length ? `${beginning}…` : text;
  return printable(typeof value === 'string' ? JSON.stringify(short) : short);
}

/** A text with its control and invisible characters, and those that turn the writing direction, as \uXXXX; cut after 300. */
export function printable(text: string): string {
  const short = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Email addresses, and numbers long enough for a telephone, a card or an account, with most of their characters hidden. */
export function masked(text: string): string {
  return text
    .replace(/([\p{L}\p{N}])[\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu, '$1…@…')
    .replace(/\b([A-Z]{2})\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/g, '$1…')
    .replace(/\+?\d(?:[ ().-]{0,2}\d){8,}/g, (digits) => `${digits.slice(0, 2)}…${digits.slice(-2)}`);
}
