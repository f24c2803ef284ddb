/**
 * String and bytes literals, read by GoogleSQL's lexical rules and set aside before the SQL library parses: it keeps
 * `\u00e9` undecoded and loses the difference between quoting forms. Each one leaves a placeholder of the same length,
 * so that every place in an error message stays true: lengths are counted in characters, as the library does.
 */
import { invalidQuery, type Place } from '../errors';

export interface StringLiteral {
  kind: 'string' | 'bytes';
  /** Decoded; bytes as one character (0 to 255) each. */
  text: string;
}

/** Placeholders are characters of the private-use planes: no keyword, quote or escape among them. */
const firstPlaceholder = 0xf0000;

const opening = /^(?<prefix>[rR][bB]|[bB][rR]|[rR]|[bB])?(?<quote>'''|"""|'|")/;

export function maskLiterals(sql: string): { masked: string; literals: StringLiteral[] } {
  const literals: StringLiteral[] = [];
  let masked = '';
  let at = 0;
  while (at < sql.length) {
    const skipped = skip(sql, at);
    if (skipped > at) {
      masked += sql.slice(at, skipped);
      at = skipped;
      continue;
    }
    const match = /[\w$@]/.test(sql[at - 1] ?? '') ? null : opening.exec(sql.slice(at, at + 5));
    const { prefix = '', quote = '' } = match?.groups ?? {};
    if (!quote) {
      masked += sql[at++];
      continue;
    }
    const start = at + prefix.length + quote.length;
    const end = closing(sql, start, quote, at);
    const source = sql.slice(at, end + quote.length);
    const decoded = decode(sql.slice(start, end), prefix.toLowerCase(), at, sql);
    masked += placeholder(literals.push(decoded) - 1, source, decoded);
    at = end + quote.length;
    if (/['"]/.test(sql[at] ?? ''))
      throw invalidQuery(
        'Syntax error: concatenated string literals need to be separated by whitespace or comments',
        placeAt(sql, at),
      );
  }
  return { masked, literals };
}

/** The literal that a placeholder stands for; undefined for text that is none (numbers in INTERVAL, names). */
export function literalOf(value: string, literals: readonly StringLiteral[]): StringLiteral | undefined {
  // The library itself writes '$' where a JSON function has no path.
  if (value === '' || value === '$') return { kind: 'string', text: value };
  const index = (value.codePointAt(0) ?? 0) - firstPlaceholder;
  return index >= 0 ? literals[index] : undefined;
}

/** A quoted placeholder of the source's length, with its line breaks kept; nothing shorter than the empty literal needs one. */
function placeholder(index: number, source: string, literal: StringLiteral): string {
  const body = source.slice(1, -1);
  if (literal.text === '' && literal.kind === 'string') return `''${body.replace(/[^\n]/g, ' ')}`;
  const mark = String.fromCodePoint(firstPlaceholder + index);
  return `'${mark}${Array.from(body, (one) => (one === '\n' ? one : ' '))
    .slice(1)
    .join('')}'`;
}

/** The offset after a comment or a backquoted name that begins at `at`; `at` itself when none begins there. */
function skip(sql: string, at: number): number {
  const until = (text: string, from: number) => {
    const end = sql.indexOf(text, from);
    return end < 0 ? sql.length : end + text.length;
  };
  if (sql[at] === '#' || sql.startsWith('--', at)) return until('\n', at);
  if (sql.startsWith('/*', at)) return until('*/', at + 2);
  if (sql[at] === '`') return until('`', at + 1);
  return at;
}

function closing(sql: string, start: number, quote: string, at: number): number {
  for (let position = start; position < sql.length; position++) {
    if (sql[position] === '\\') position++;
    else if (sql.startsWith(quote, position)) return position;
    else if (quote.length === 1 && sql[position] === '\n') break;
  }
  throw invalidQuery('Syntax error: Unclosed string literal', placeAt(sql, at));
}

const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  "'": "'",
  '"': '"',
  '`': '`',
};

function decode(body: string, prefix: string, at: number, sql: string): StringLiteral {
  const kind = prefix.includes('b') ? 'bytes' : 'string';
  const text = body.replaceAll('\r\n', '\n');
  const encoded = (decoded: string) => (kind === 'bytes' ? Buffer.from(decoded, 'utf8').toString('latin1') : decoded);
  if (prefix.includes('r')) return { kind, text: encoded(text) };
  const escape = /\\(x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|[^\\]+/g;
  const parts = [...text.matchAll(escape)].map(([whole, code]) => {
    if (code === undefined) return encoded(whole);
    const simple = simpleEscapes[code];
    if (simple !== undefined) return simple;
    const unicode = /^[uU]/.test(code);
    if (code.length === 1 || (unicode && kind === 'bytes'))
      throw invalidQuery(`Syntax error: Illegal escape sequence: \\${code}`, placeAt(sql, at));
    const value = /^[xXuU]/.test(code) ? parseInt(code.slice(1), 16) : parseInt(code, 8);
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
      throw invalidQuery(`Syntax error: Illegal escape sequence: \\${code}`, placeAt(sql, at));
    return String.fromCodePoint(value);
  });
  return { kind, text: parts.join('') };
}

export function placeAt(sql: string, offset: number): Place {
  const before = sql.slice(0, offset).split('\n');
  return { line: before.length, column: Array.from(before.at(-1)!).length + 1 };
}
