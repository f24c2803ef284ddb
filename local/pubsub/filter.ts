/** The subscription filter language: https://cloud.google.com/pubsub/docs/subscription-message-filter#filtering_syntax */
import { invalidArgument } from './errors';

/** Says whether a message with these attributes is delivered. */
export type Filter = (attributes: Record<string, string>) => boolean;

interface Token {
  kind: 'word' | 'string' | 'symbol' | 'end';
  text: string;
}

const maximumBytes = 256;
const token = /\s*(?:(?<word>[A-Za-z0-9_][A-Za-z0-9_-]*)|(?<string>"(?:[^"\\]|\\.)*")|(?<symbol>!=|[-=:.,()]))/y;

/**
 * Compiles a filter; the empty filter matches everything. AND and OR may be mixed only with parentheses.
 * @throws RpcError INVALID_ARGUMENT with the place of the first mistake
 */
export function parseFilter(source: string): Filter {
  if (source.trim() === '') return () => true;
  if (Buffer.byteLength(source) > maximumBytes) throw malformed(source, `it is longer than ${maximumBytes} bytes`);
  const tokens = tokenize(source);
  let position = 0;

  const peek = (): Token => tokens[position]!;
  const take = (text: string): boolean => {
    const found = peek().kind !== 'string' && peek().text === text;
    if (found) position++;
    return found;
  };
  const expect = (text: string): void => {
    if (!take(text)) throw malformed(source, `"${text}" expected before "${peek().text}"`);
  };
  const takeString = (): string => {
    if (peek().kind !== 'string') throw malformed(source, `a quoted string expected before "${peek().text}"`);
    return unquote(tokens[position++]!.text);
  };
  const takeKey = (): string => {
    if (peek().kind === 'string') return takeString();
    if (peek().kind !== 'word') throw malformed(source, `an attribute key expected before "${peek().text}"`);
    return tokens[position++]!.text;
  };

  function expression(): Filter {
    let left = term();
    for (const operator of ['AND', 'OR']) {
      if (!take(operator)) continue;
      const terms = [left, term()];
      while (take(operator)) terms.push(term());
      left = operator === 'AND' ? (a) => terms.every((is) => is(a)) : (a) => terms.some((is) => is(a));
      if (peek().text === 'AND' || peek().text === 'OR') throw malformed(source, 'AND and OR need parentheses');
      break;
    }
    return left;
  }

  function term(): Filter {
    if (take('NOT') || take('-')) {
      const inner = term();
      return (attributes) => !inner(attributes);
    }
    if (take('(')) {
      const inner = expression();
      expect(')');
      return inner;
    }
    return take('hasPrefix') ? prefix() : comparison();
  }

  function prefix(): Filter {
    expect('(');
    expect('attributes');
    expect('.');
    const key = takeKey();
    expect(',');
    const start = takeString();
    expect(')');
    return (attributes) => valueOf(attributes, key)?.startsWith(start) ?? false;
  }

  function comparison(): Filter {
    expect('attributes');
    if (take(':')) {
      const key = takeKey();
      return (attributes) => valueOf(attributes, key) !== undefined;
    }
    expect('.');
    const key = takeKey();
    const negated = take('!=');
    if (!negated) expect('=');
    const value = takeString();
    return (attributes) => (valueOf(attributes, key) === value) !== negated;
  }

  const filter = expression();
  if (peek().kind !== 'end') throw malformed(source, `nothing expected before "${peek().text}"`);
  return filter;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const text = source.trimEnd();
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const groups = token.exec(text)?.groups;
    if (!groups) throw malformed(source, `unexpected "${text.slice(at).trimStart()[0]}"`);
    const kind = groups.word !== undefined ? 'word' : groups.string !== undefined ? 'string' : 'symbol';
    tokens.push({ kind, text: groups[kind]! });
  }
  return [...tokens, { kind: 'end', text: 'the end' }];
}

/** Escapes of a string literal: \\ \" \n \r \t, \xHH, \uHHHH, \UHHHHHHHH and octal \NNN. */
function unquote(literal: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3})|(.))/gs,
      (_, x, u, long, octal, other) => {
        const hex: string | undefined = x ?? u ?? long;
        if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
        return octal !== undefined ? String.fromCodePoint(parseInt(octal, 8)) : (named[other] ?? other);
      },
    );
}

function valueOf(attributes: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

function malformed(source: string, reason: string) {
  return invalidArgument(`Invalid filter (filter=${source}): ${reason}.`);
}
