/** Which numbers JavaScript and the warehouse hold as they are written; the others are read as their digits, a text. */

/** Sixteen digits, or an exponent: nothing shorter is ever rounded. Two of them are looked for sooner than one of both. */
const manyDigits = /\d[\d.]{14}\d/;
const exponent = /\d[eE][-+]?\d/;

const number = /^\s*([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?\s*$/;

/** True of a text that is a number in decimal digits, however it is written. */
export const isNumeral = (text: string): boolean => number.test(text);

/**
 * True when reading the number and writing it again comes to the same value: whole numbers up to 2^53 - 1, and decimals of
 * some 15 to 17 digits.
 */
export function isKeptExactly(numeral: string): boolean {
  if (numeral.length < 16 && !/[eE]/.test(numeral)) return true;
  const value = Number(numeral);
  if (/^\s*[+-]?\d+\s*$/.test(numeral)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && digitsOf(numeral) === digitsOf(String(value));
}

/** Sign, digits without zeros around them, and the power of ten: the same for the same value. */
function digitsOf(numeral: string): string {
  const [, sign, mantissa = '', exponent = '0'] = number.exec(numeral)!;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign === '-' ? '-' : ''}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}

/** JSON in which every number that would be rounded is a text of its digits. */
export function withExactNumbers(json: string): string {
  if (!manyDigits.test(json) && !exponent.test(json)) return json;
  const pieces: string[] = [];
  for (let at = 0; at < json.length;) {
    const open = json.indexOf('"', at);
    const outside = json.slice(at, open < 0 ? undefined : open);
    pieces.push(outside.replace(/-?\d[\d.eE+-]*/g, exactly));
    if (open < 0) break;
    at = behindText(json, open);
    pieces.push(json.slice(open, at));
  }
  return pieces.join('');
}

/** What is no number stays as it is: with quotes around it, it would pass for a text. */
const exactly = (found: string): string => (isKeptExactly(found) || !isNumeral(found) ? found : `"${found}"`);

/** Behind the closing quote of the text that opens there; the end of the JSON when it never closes. */
export function behindText(json: string, open: number): number {
  for (let close = json.indexOf('"', open + 1); close >= 0; close = json.indexOf('"', close + 1)) {
    let before = close;
    while (json[before - 1] === '\\') before -= 1;
    if ((close - before) % 2 === 0) return close + 1;
  }
  return json.length;
}

/** Why a numeral is no value of a column of numbers, said of the column: "is too large to be kept exactly: …". */
export const whyNotKept = (numeral: string): string =>
  /^\s*[+-]?\d+\s*$/.test(numeral) || !Number.isFinite(Number(numeral))
    ? 'is too large to be kept exactly: make it a string'
    : 'has too many digits to be kept exactly: make it a string';
