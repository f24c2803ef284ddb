/** Cloud Logging's query language, as far as sinks, exclusions and metrics here use it: https://docs.cloud.google.com/logging/docs/view/logging-query-language */
import type { LogEntry } from './entry';

/** Says whether an entry is meant. */
export type Filter = (entry: LogEntry) => boolean;

const longest = 20_000;
const token = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<operator>>=|<=|!=|[=:()])|(?<word>[A-Za-z_][\w.]*|-?\d[\d.]*))/y;
const severities = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];

/**
 * Compiles a filter. OR binds closer than AND, as there; nothing between two comparisons is AND.
 * @throws Error with what it does not understand: what Google takes and this does not know is refused, too
 */
export function parseFilter(source: string): Filter {
  const refuse = (why: string): never => {
    throw new Error(`Invalid filter (${source}): ${why}`);
  };
  if (source.length > longest) refuse(`it is longer than ${longest} characters`);
  const tokens = tokensOf(source) ?? refuse('it has a character that starts nothing');
  let position = 0;
  const peek = (): string | undefined => tokens[position];
  const take = (text: string): boolean => peek() === text && ++position > 0;

  function all(): Filter {
    const terms = [any()];
    while (peek() !== undefined && peek() !== ')') {
      take('AND');
      terms.push(any());
    }
    return (entry) => terms.every((holds) => holds(entry));
  }
  function any(): Filter {
    const terms = [one()];
    while (take('OR')) terms.push(one());
    return (entry) => terms.some((holds) => holds(entry));
  }
  function one(): Filter {
    if (take('NOT')) {
      const holds = one();
      return (entry) => !holds(entry);
    }
    if (!take('(')) return comparison();
    const holds = all();
    return take(')') ? holds : refuse('a parenthesis is open');
  }
  function comparison(): Filter {
    const [path, operator, value] = tokens.slice(position, (position += 3));
    if (!path || !/^[A-Za-z_]/.test(path) || !operator || value === undefined || '()'.includes(value))
      return refuse('a comparison is a field, an operator and a value');
    return compare(path, operator, textOf(value)) ?? refuse(`${path} ${operator} is not known here`);
  }

  const holds = tokens.length === 0 ? (): boolean => true : all();
  return peek() === undefined ? holds : refuse(`nothing is expected at ${peek()}`);
}

function tokensOf(source: string): string[] | undefined {
  const found: string[] = [];
  token.lastIndex = 0;
  const text = source.trimEnd();
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    found.push(match[0].trim());
  }
  return found;
}

const textOf = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;

/** Texts are compared without regard to case. A field that is not there equals nothing. */
function compare(path: string, operator: string, value: string): Filter | undefined {
  const fold = (found: unknown): string => String(found).toLowerCase();
  const wanted = fold(value);
  const keys = path.split('.');
  const found = (entry: LogEntry): unknown => keys.reduce<unknown>(fieldOf, entry);
  if (operator === '=') return (entry) => found(entry) !== undefined && fold(found(entry)) === wanted;
  if (operator === '!=') return (entry) => found(entry) !== undefined && fold(found(entry)) !== wanted;
  if (operator === ':') return (entry) => found(entry) !== undefined && fold(found(entry)).includes(wanted);
  if (path === 'timestamp' && (operator === '>=' || operator === '<=')) {
    const instant = Date.parse(value);
    if (Number.isNaN(instant)) return undefined;
    const isMeant = (at: number): boolean => (operator === '>=' ? at >= instant : at <= instant);
    return (entry) => isMeant(Date.parse(entry.timestamp));
  }
  if (operator !== '>=') return undefined;
  if (path !== 'severity' || !severities.includes(value)) return undefined;
  return ({ severity = 'DEFAULT' }) => severities.indexOf(severity) >= severities.indexOf(value);
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
