/** Why a text is no JSON, as the person who wrote it can mend it. */
import { behindText } from './numbers';

/** What other languages write where JSON has null, true and false. */
const foreign: Record<string, string> = {
  NaN: 'NaN is not JSON: write null',
  Infinity: 'Infinity is not JSON: write null',
  '-Infinity': '-Infinity is not JSON: write null',
  inf: 'inf is not JSON: write null',
  '-inf': '-inf is not JSON: write null',
  nan: 'nan is not JSON: write null',
  None: 'None is Python, not JSON: write null, as json.dumps does',
  True: 'True is Python, not JSON: write true, as json.dumps does',
  False: 'False is Python, not JSON: write false, as json.dumps does',
  undefined: 'undefined is JavaScript, not JSON: write null',
};

const words = new Set(['true', 'false', 'null']);

/**
 * The reason, in the last parentheses where in the text.
 * @param what is no JSON: "the line"
 */
export function whyNotJson(json: string, what: string, error: unknown): string {
  const at = (index: number) => `(column ${index + 1})`;
  if (/^\s*(#|\/[/*])/.test(json)) return `${what} is not JSON: it has no comments ${at(json.search(/\S/))}`;
  let depth = 0;
  let last = '';
  for (let index = 0; index < json.length;) {
    const character = json[index]!;
    if (character === '"') {
      const end = behindText(json, index);
      const text = json.slice(index + 1, end);
      if (end === json.length && !/[^\\](\\\\)*"$|^"$/.test(text)) return cutOff(what, json);
      // eslint-disable-next-line no-control-regex
      const control = text.search(/[\0-\x1f]/);
      if (control >= 0)
        return `${what} is not JSON: a text holds a line break, tab or other control character, which is written as \\n, \\t or \\u… ${at(index + 1 + control)}`;
      const escape = /(?:^|[^\\])(?:\\\\)*\\(?!["\\/bfnrt]|u[\da-fA-F]{4})/.exec(text);
      if (escape)
        return `${what} is not JSON: a backslash in a text is written twice ${at(index + escape.index + escape[0].length)}`;
      index = end;
      last = '"';
      continue;
    }
    if (character === "'" && /[[{,:\s]/.test(last || '{'))
      return `${what} is not JSON: its texts stand in single quotes, as Python prints them; write it with json.dumps ${at(index)}`;
    const word = /^-?[A-Za-z_$][\w$]*/.exec(json.slice(index, index + 40))?.[0];
    if (word !== undefined) {
      if (Object.hasOwn(foreign, word)) return `${foreign[word]} ${at(index)}`;
      if (!words.has(word)) {
        return `${what} is not JSON${whyNotWord(json, index, word)} ${at(index)}`;
      }
      index += word.length;
      last = 'w';
      continue;
    }
    if (character === '/' && /^\/[/*]/.test(json.slice(index, index + 2)))
      return `${what} is not JSON: it has no comments ${at(index)}`;
    if ('}]'.includes(character)) {
      if (last === ',') return `${what} is not JSON: a comma stands before a closing bracket ${at(index)}`;
      depth -= 1;
    } else if ('{['.includes(character)) {
      if (depth === 0 && '}]'.includes(last) && last !== '')
        return `${what} is not JSON: it holds more than one object; put each on a line of its own ${at(index)}`;
      depth += 1;
    }
    if (character > ' ') last = character;
    index += 1;
  }
  if (depth > 0) return cutOff(what, json);
  return `${what} is not JSON (${(error as Error).message})`;
}

/** Of a word that stands outside of quotes and is none of JSON's. */
function whyNotWord(json: string, index: number, word: string): string {
  const next = json.slice(index + word.length, index + word.length + 20);
  if (/^\s*:/.test(next)) return ': a name stands without quotes';
  if (next.startsWith('(')) return `: ${word}(…) is a value as MongoDB's shell prints it; write it with mongoexport`;
  if (/\\\\"\s*$/.test(json.slice(0, index)))
    return ": a backslash stands twice before a quote, as PostgreSQL's COPY writes JSON; write it with psql -At -c 'SELECT …'";
  return '';
}

const cutOff = (what: string, json: string): string => `${what} is not JSON: it is cut off (column ${json.length})`;
