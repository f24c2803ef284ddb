/**
 * Everything in a text with the shape of personal data or a secret, and what would pass for it: what sql/version/personal-data-shapes.sql
 * finds in BigQuery, found in a text at hand. RE2 takes linear time by itself; JavaScript's expressions go back, so that the three
 * shapes that have no longest length are looked for from their rarest piece outwards, which no text makes slow.
 */

/** A piece of a text, in UTF-16 units. */
export interface ShapedPiece {
  start: number;
  end: number;
}

/** The first at or behind a place. */
type Finder = (text: string, from: number) => ShapedPiece | undefined;

const first =
  (pattern: RegExp): Finder =>
  (text, from) => {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    return match ? { start: match.index, end: pattern.lastIndex } : undefined;
  };

/** Keys with the prefix that their issuer gives them: AWS, Google, GitHub, Slack, OpenAI and others, Stripe. */
const issuedKeys = [
  String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}`,
  String.raw`\bgh[opsur]_[A-Za-z0-9]{36,251}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b|\bxox[abeoprs]-[A-Za-z0-9-]{10,}`,
  String.raw`\bsk-[A-Za-z0-9_-]{20,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}`,
];

/** Characters of an IBAN, by the country that gave it its length. */
const ibanLengths: Record<number, string> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FI FO GL NL SD',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU MN XK',
  21: 'CH HR LI LV',
  22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ OM SO TL',
  24: 'AD CZ ES MD PK RO SA SE SK TN VG',
  25: 'LY PT ST',
  26: 'IS TR',
  27: 'BI DJ FR GR IT MC MR SM',
  28: 'AL AZ BY CY DO GT HU LB NI PL SV',
  29: 'BR EG PS QA UA',
  30: 'JO KW MU YE',
  31: 'MT SC',
  32: 'LC',
  33: 'RU',
};

const inAnyCase = (letters: string): string =>
  letters.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);

/** In one piece or in groups of four. */
const ibans = Object.entries(ibanLengths).map(([length, countries]) => {
  const [groups, rest] = [Math.floor((Number(length) - 4) / 4), Number(length) % 4];
  const last = rest > 0 ? `[ -]?[A-Za-z0-9]{${rest}}` : '';
  return String.raw`(?:${inAnyCase(countries).replaceAll(' ', '|')})\d\d(?:[ -]?[A-Za-z0-9]{4}){${groups}}${last}`;
});

const numbers = [
  // Telephone numbers with points, which would pass for versions.
  String.raw`\b[2-9]\d{2}\.\d{3}\.\d{4}\b|\b0[1-9](?:\.\d{2}){4}\b`,
  // What is none of it, so that no part of it is taken for something: UUIDs, dates and times, versions and addresses of
  // machines, order numbers behind letters (a card may be behind its brand).
  String.raw`\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b`,
  String.raw`\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b`,
  String.raw`\b\d{1,5}(?:\.\d{1,5}){2,}\b`,
  String.raw`\b[A-Za-z]{2,}[-_#]\d{2,}(?:-\d+)*\b|#\d+(?:-\d+)*\b`,
  String.raw`\b(?:${ibans.join('|')})\b`,
  // Payment cards: 13 to 19 digits in one piece, or in the groups that are printed on them.
  String.raw`\b[2-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b|\b3\d{3}[ -]\d{6}[ -]\d{4,5}\b|\b[2-6]\d{12,18}\b`,
  // Telephone numbers: international; North American; French pairs; with a trunk zero, as in the UK, Germany, Italy,
  // the Netherlands and Australia.
  String.raw`\B\+[1-9](?:[ ().\/-]{0,3}\d){6,14}\b|\b00[1-9]\d{0,2}[ \/-](?:[ ().\/-]{0,2}\d){6,12}\b`,
  String.raw`(?:\b1[ -])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ -])\d{3}[ -]\d{4}\b`,
  String.raw`\b0[1-9](?:[ -]\d{2}){4}\b|\b0[1-9][ -]\d{3,4}[ -]?\d{3,5}\b`,
  String.raw`(?:\(0[1-9]\d{1,4}\)|\b0[1-9]\d{1,4})[ \/-]{1,3}\d{2,8}(?:[ -]\d{2,5}){0,3}\b`,
];

const keyBegin = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/g;
const keyEnd = /-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/g;
const keyBody = /[A-Za-z0-9+/=\t\n\f\r ]*/y;

/** To its end, or, where that is missing, as far as it may go. A text whose rest has no end is not looked through again. */
function privateKeys(): Finder {
  let hasEnds = true;
  return (text, from) => {
    const begin = first(keyBegin)(text, from);
    if (!begin) return undefined;
    const end = hasEnds ? first(keyEnd)(text, begin.end) : undefined;
    hasEnds = end !== undefined;
    return { start: begin.start, end: (end ?? first(keyBody)(text, begin.end)!).end };
  };
}

/** From its second part: what stands before the point is looked at backwards. */
const tokens = /\.(?<=\b(eyJ[\w-]{8,})\.)eyJ[\w-]{8,}\.[\w-]{8,}/g;

/** From its sign: what stands before it, as far as the last shape goes, is looked at backwards. */
const addresses =
  /@(?<=([\p{L}\p{N}_][\p{L}\p{N}._%+-]*)@)[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*\.\p{L}{2,}/gu;

/** @param head what stands before the piece that the expression begins with, its first group; the last shape may have taken some of it */
const backwards =
  (pattern: RegExp, head: RegExp): Finder =>
  (text, from) => {
    pattern.lastIndex = from;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      head.lastIndex = Math.max(from, match.index - match[1]!.length);
      const begin = head.exec(text.slice(0, match.index));
      if (begin) return { start: begin.index, end: pattern.lastIndex };
    }
    return undefined;
  };

const issuedKey = first(new RegExp(issuedKeys.join('|'), 'g'));
const token = backwards(tokens, /\beyJ[\w-]{8,}$/g);
const address = backwards(addresses, /[\p{L}\p{N}_][\p{L}\p{N}._%+-]*$/gu);
const number = first(new RegExp(numbers.join('|'), 'g'));

/** The shapes of a text in their order, none within another. */
export function* shapesIn(text: string): Generator<ShapedPiece> {
  // Of those that begin at the same place the first of these.
  const finders = [privateKeys(), issuedKey, token, address, number];
  const next = finders.map((find) => find(text, 0));
  for (let place = 0; ;) {
    let found: ShapedPiece | undefined;
    for (const [at, find] of finders.entries()) {
      if (next[at] && next[at].start < place) next[at] = find(text, place);
      if (next[at] && (!found || next[at].start < found.start)) found = next[at];
    }
    if (!found) return;
    yield found;
    place = found.end;
  }
}
