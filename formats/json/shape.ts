/** How the rows of a JSON file stand in it, told by its beginning. */
import type { Refusal } from '../refusal';
import { scanObject, type Member, type Scanned } from './scan';
import { whyNotJson } from './why-not-json';

/** Each on its line; in one array; one behind the other, over any lines; in an array under a key of one object. */
export type Layout = 'lines' | 'array' | 'objects' | 'wrapped';

/** Undefined where more of the file has to be seen. */
export type Shape = { layout: Layout; /** Where its text begins. */ at: number } | { refusal: Refusal } | undefined;

export interface Seen {
  /** When the bytes are all of the file. */
  isWhole: boolean;
  /** When no more than these bytes will be looked at. */
  isEnough: boolean;
  /** True of a column that the row schema declares, and whose values may be of that type: an object that has it is a row. */
  takes: (column: string, type: 'array' | 'object') => boolean;
}

const [newline, comma, slash, openBracket, closeBracket, openBrace] = [10, 44, 47, 91, 93, 123];

const asRows = "write one JSON object for each row (pandas: df.to_json(path, orient='records', lines=True))";

/** @param bytes that begin with an opening brace or bracket at `from`, but for blanks */
export function shapeOf(bytes: Buffer, from: number, seen: Seen): Shape {
  const first = behindBlanks(bytes, from);
  if (bytes[first] === openBracket) return shapeOfArray(bytes, first);
  const object = scanObject(bytes, first);
  if (object.oddAt !== undefined) return shapeOfOdd(bytes, first, object);
  if (object.end === undefined) {
    if (!seen.isWhole && !seen.isEnough) return undefined;
    // What never ends is said by whoever cuts it.
    const row = { layout: object.hasLines ? 'objects' : 'lines', at: first } as const;
    return seen.isWhole ? row : (shapeOfSingle(object, seen) ?? row);
  }
  const next = behindBlanks(bytes, object.end, comma);
  if (next === bytes.length && !seen.isWhole && !seen.isEnough) return undefined;
  const isSingle = seen.isWhole && next === bytes.length;
  const isAlone = next === bytes.length || bytes.subarray(object.end, next).includes(newline);
  const rows = { layout: object.hasLines || !isAlone ? 'objects' : 'lines', at: first } as const;
  if (isSingle) return shapeOfSingle(object, seen) ?? rows;
  const text = bytes.toString('utf8', first, object.end);
  // A line that is cut off never ends behind its brace.
  return /^\{\s*\n/.test(text) || isJson(text) ? rows : { layout: 'lines', at: first };
}

function shapeOfArray(bytes: Buffer, first: number): Shape {
  const element = bytes[behindBlanks(bytes, first + 1)];
  if (element === openBrace && isTurn(bytes, behindBlanks(bytes, first + 1)))
    return {
      refusal: {
        what: 'holds lists of turns, not objects',
        fix: 'write {"messages": […]} around each list, on a line of its own',
      },
    };
  if (element === undefined || [openBrace, closeBracket, slash].includes(element))
    return { layout: 'array', at: first };
  const what =
    element === openBracket
      ? 'holds arrays in an array, whose columns have no names'
      : 'holds arrays of texts or numbers, not objects: their columns have no names';
  return { refusal: { what, fix: `${asRows}, or CSV with a header` } };
}

/** What a conversation is a list of, and a table has more of: alone it is no row. */
function isTurn(bytes: Buffer, first: number): boolean {
  const { members } = scanObject(bytes, first);
  const isOfTurn = ({ name }: Member) => /^(role|content|parts|name|weight|tool_calls|from|value)$/.test(name);
  const speaker = members.find(({ name }) => name === 'role' || name === 'from');
  const said = speaker && bytes.toString('latin1', speaker.at, speaker.at + 12);
  return members.every(isOfTurn) && /^"(system|developer|user|human|assistant|model|gpt)"/.test(said ?? '');
}

/** Objects that only look like JSON; where they stand on a line each, their rows are told one by one. */
function shapeOfOdd(bytes: Buffer, first: number, { oddAt, isForeign }: Scanned): Shape {
  const before = bytes.toString('utf8', first, oddAt);
  const line = before.split('\n').length;
  if (line === 1 || !isForeign) return { layout: 'lines', at: first };
  const until = bytes.indexOf(newline, oddAt);
  const text = bytes.toString('utf8', first, until < 0 ? undefined : until);
  const lines = bytes.toString('utf8', 0, first).split('\n').length - 1;
  const why = whyNotJson(text, 'it', undefined)
    .replace(/^it /, '')
    .replace(/ \(.*?\)$/, '');
  return {
    refusal: { what: `${why.startsWith('is') ? why : `is not JSON: ${why}`}, on line ${lines + line}`, fix: asRows },
  };
}

/** The only object of a file may be a row, or hold all rows; undefined when it is a row. */
function shapeOfSingle({ members }: Scanned, { takes }: Seen): Shape {
  const are = (...kinds: Member['holds'][]) => members.filter(({ holds }) => kinds.includes(holds));
  const names = (some: Member[]) =>
    some
      .map(({ name }) => name)
      .slice(0, 5)
      .join(', ');
  const has = (name: string, ...kinds: Member['holds'][]) =>
    members.some((member) => member.name === name && kinds.includes(member.holds) && !takes(name, 'object'));
  if (has('error', 'object') && members.length < 4)
    return {
      refusal: { what: 'is an error message, not rows', fix: 'download the file again: it says what went wrong' },
    };
  if (has('nbformat', 'value') && has('cells', 'objects'))
    return { refusal: { what: 'is a notebook of Jupyter', fix: 'save its rows as CSV or JSONL' } };
  if (members.some(({ name }) => ['messages', 'contents'].includes(name))) return undefined;

  const lists = are('objects').filter(({ name }) => !takes(name, 'array'));
  if (lists.length === 1) return { layout: 'wrapped', at: lists[0]!.at };
  if (lists.length > 1)
    return {
      refusal: { what: `holds rows under several keys (${names(lists)})`, fix: 'write each list to a file of its own' },
    };
  if (are('lists').length > 0 && members.some(({ name }) => name === 'columns'))
    return { refusal: { what: 'holds the names of its columns and their values apart, not rows', fix: asRows } };
  const columns = are('values', 'nothing').filter(({ name }) => !takes(name, 'array'));
  if (columns.length === members.length && are('values').length > 0)
    return {
      refusal: { what: `holds columns (${names(columns)}), each as one list of all values, not rows`, fix: asRows },
    };
  const objects = are('object').filter(({ name }) => !takes(name, 'object'));
  if (objects.length > 0 && objects.length === members.length)
    return { refusal: { what: `holds one object of objects (${names(objects)}), not rows`, fix: asRows } };
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param passed a byte that is passed over, too */
function behindBlanks(bytes: Buffer, from: number, passed = 32): number {
  let at = from;
  while (at < bytes.length && (bytes[at]! <= 32 || bytes[at] === passed)) at += 1;
  return at;
}
