/** What the SQL library reads because other databases have it, and GoogleSQL does not: refused in GoogleSQL's words. */
import { invalidQuery, unsupported } from '../errors';
import { placeAt } from './string-literals';
import type { Token } from './tokens';

/** Characters that begin no token of GoogleSQL (github.com/google/googlesql/blob/master/docs/lexical.md). */
const illegal = new Set(['%', '$', '\\']);

/** Second halves of operators that only other databases have: `::`, `//`, `==`, `**`, `&&`, `->`. */
const doubled = new Set(['::', '//', '==', '**', '&&', '->']);

/** @throws BigQueryError invalidQuery with the place of the first token that cannot stand where it stands */
export function refuseForeignSyntax(masked: string, tokens: readonly Token[]): void {
  /** Parentheses and brackets that are open, with what stands before them, and whether what is in them began with FROM. */
  const open: { text: string; fromFirst: boolean; of: string }[] = [];
  let fromFirst = tokens[0]?.text === 'FROM';
  const refuse = (message: string, { start }: Token): never => {
    throw invalidQuery(`Syntax error: ${message}`, placeAt(masked, start));
  };
  /** A token after an expression that ended before it. */
  const unexpected = (token: Token): never => {
    const closing = { '(': ')', '[': ']' }[open.at(-1)?.text ?? ''];
    const word = token.text === 'SELECT' ? 'keyword SELECT' : `identifier "${masked.slice(token.start, token.end)}"`;
    const got = token.kind === 'word' ? word : `"${token.text}"`;
    return refuse(`Expected ${closing ? `"${closing}"` : 'end of input'} but got ${got}`, token);
  };
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const { kind, text } = token;
    // Names may hold what looks like one: a-1b.dataset.table, dataset.1b. Where it begins with a point, a word stands before that.
    const isInName =
      before?.end === token.start &&
      (/^[-.]$/.test(before.text) || (text.startsWith('.') && (before.kind === 'word' || before.kind === 'name')));
    if (kind === 'number' && !isInName && !/^(0x[\da-f]+|[\d.]+(e[+-]?\d+)?)$/i.test(text))
      refuse('Missing whitespace between literal and alias', token);
    // To the library its literal is one of NUMERIC.
    if (/^BIG(NUMERIC|DECIMAL)$/.test(text) && tokens[at + 1]?.kind === 'literal')
      throw unsupported('type BIGNUMERIC', placeAt(masked, token.start));
    // The library reads it, and says nothing of it.
    if (text === 'RESPECT' && tokens[at + 1]?.text === 'NULLS' && /^(PERCENTILE|APPROX)_/.test(open.at(-1)?.of ?? ''))
      throw unsupported(`RESPECT NULLS in ${open.at(-1)!.of}`, placeAt(masked, token.start));
    if (kind === 'word' && text === 'EXCLUDE' && before?.text === '*') unexpected(token);
    if (kind === 'word' && text === 'ALL' && before?.text === 'LIMIT') refuse('Unexpected keyword ALL', token);
    if (kind === 'word' && text === 'SELECT' && fromFirst && before?.text !== '|>') unexpected(token);
    if (kind !== 'symbol') return;
    if (illegal.has(text)) refuse(`Illegal input character "${text}"`, token);
    if (text === ':') unexpected(token);
    if (text === '{' || text === '}' || text === '!') refuse(`Unexpected "${text}"`, token);
    if (before?.end === token.start && doubled.has(before.text + text)) refuse(`Unexpected "${text}"`, token);
    if (text === '(' || text === '[') {
      open.push({ text, fromFirst, of: before?.text ?? '' });
      fromFirst = tokens[at + 1]?.text === 'FROM';
    }
    if (text === ')' || text === ']') fromFirst = open.pop()?.fromFirst ?? false;
  });
}
