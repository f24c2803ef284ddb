/** The `filter` of list requests (https://google.aip.dev/160): restrictions joined by AND, OR, NOT and parentheses. */
import { invalidField } from '../rpc/errors';
import { camelCase } from '../rpc/field-names';

type Predicate = (resource: object) => boolean;

const tokens = /\s*(?:(\(|\))|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(!=|<=|>=|=|:|<|>)|([^\s()=:<>!"']+))/y;
const comparators = new Set(['=', '!=', ':', '<', '>', '<=', '>=']);

/**
 * A test for resources in their JSON form. Fields may be named in snake_case or camelCase; `labels.KEY:*` asks for presence.
 * @throws RpcError INVALID_ARGUMENT for what is not a filter.
 */
export function parseFilter(filter = ''): Predicate {
  const words = tokenize(filter);
  if (words.length === 0) return () => true;
  let at = 0;

  const expression = (): Predicate => {
    const parts = [factor()];
    while (at < words.length && words[at] !== ')') {
      if (words[at] === 'AND') at += 1;
      parts.push(factor());
    }
    return (resource) => parts.every((part) => part(resource));
  };
  const factor = (): Predicate => {
    const parts = [term()];
    while (words[at] === 'OR') {
      at += 1;
      parts.push(term());
    }
    return (resource) => parts.some((part) => part(resource));
  };
  const term = (): Predicate => {
    if (words[at] !== 'NOT') return simple();
    at += 1;
    const inner = simple();
    return (resource) => !inner(resource);
  };
  const simple = (): Predicate => {
    if (words[at] !== '(') return restriction();
    at += 1;
    const inner = expression();
    if (words[at++] !== ')') throw broken(filter, 'a parenthesis is not closed');
    return inner;
  };
  const restriction = (): Predicate => {
    const [field, comparator, value] = [words[at], words[at + 1], words[at + 2]];
    if (field === undefined || comparator === undefined || value === undefined || !comparators.has(comparator)) {
      throw broken(filter, `expected FIELD=VALUE at "${words.slice(at).join(' ')}"`);
    }
    at += 3;
    return (resource) => compare(read(resource, unquote(field)), comparator, unquote(value));
  };

  const predicate = expression();
  if (at < words.length) throw broken(filter, `unexpected "${words[at]}"`);
  return predicate;
}

function tokenize(filter: string): string[] {
  const words: string[] = [];
  tokens.lastIndex = 0;
  while (filter.slice(tokens.lastIndex).trim() !== '') {
    const start = tokens.lastIndex;
    const match = tokens.exec(filter);
    if (!match) throw broken(filter, `cannot read it from "${filter.slice(start)}"`);
    // labels."a key" is one field in two tokens.
    const word = match.slice(1).find((group) => group !== undefined)!;
    if (match[2] !== undefined && words.at(-1)?.endsWith('.')) words.push(words.pop()! + unquote(word));
    else words.push(word);
  }
  return words;
}

const unquote = (word: string): string => (/^["']/.test(word) ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word);

const broken = (filter: string, reason: string) => invalidField('filter', `"${filter}" is not a filter: ${reason}.`);

/** The value at a dotted path; everything after `labels.` is one key, since label keys may hold dots. */
function read(resource: object, path: string): unknown {
  let value: unknown = resource;
  const steps = path.startsWith('labels.') ? ['labels', path.slice('labels.'.length)] : path.split('.');
  for (const step of steps) {
    if (value === null || typeof value !== 'object') return undefined;
    const fields = value as Record<string, unknown>;
    value = fields[step] ?? fields[camelCase(step)];
  }
  return value;
}

function compare(actual: unknown, comparator: string, wanted: string): boolean {
  if (comparator === '!=') return !compare(actual, '=', wanted);
  if (actual === undefined || actual === null) return false;
  if (comparator === ':') return wanted === '*' || has(actual, wanted);
  if (typeof actual === 'object') return false;
  const text = String(actual as string | number | boolean);
  const [left, right] = typeof actual === 'number' ? [actual, Number(wanted)] : [text, wanted];
  if (comparator === '<') return left < right;
  if (comparator === '>') return left > right;
  if (comparator === '<=') return left <= right;
  if (comparator === '>=') return left >= right;
  return typeof left === 'string' ? matches(left, wanted) : left === right;
}

/** `:` on a map or list asks whether it holds the value; on a string, whether the string contains it. */
function has(actual: unknown, wanted: string): boolean {
  if (Array.isArray(actual)) return actual.some((item) => String(item) === wanted);
  if (typeof actual === 'object') return Object.hasOwn(actual as object, wanted);
  const text = String(actual as string | number | boolean);
  return wanted.includes('*') ? matches(text, wanted) : text.includes(wanted);
}

function matches(actual: string, pattern: string): boolean {
  if (!pattern.includes('*')) return actual === pattern;
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(actual);
}
