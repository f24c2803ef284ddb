/** A row schema as text: one column a line, as a person reads and edits it. */
import type { RowSchema } from '../../core/row-schema';

const widest = 120;

export function schemaText({ properties = {}, ...schema }: RowSchema): string {
  const head = Object.entries(schema).map(([name, value]) => `  ${JSON.stringify(name)}: ${onOneLine(value)},`);
  const columns = Object.entries(properties).map(([name, value]) => `    ${JSON.stringify(name)}: ${onOneLine(value)}`);
  const broken = head.map((line) => (line.length > widest ? oneEach(line) : line));
  return `{\n${broken.join('\n')}\n  "properties": {\n${columns.join(',\n')}\n  }\n}\n`;
}

/** JSON on one line, with a space where a reader wants one. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${onOneLine(member)}`);
  return `{ ${members.join(', ')} }`;
}

/** A list that is too long for its line, one element a line. */
function oneEach(line: string): string {
  const [, name = '', list = ''] = /^(.*?: )(\[.*\]),$/.exec(line) ?? [];
  if (list === '') return line;
  const elements = (JSON.parse(list) as string[]).map((element) => `    ${JSON.stringify(element)}`);
  return `${name}[\n${elements.join(',\n')}\n  ],`;
}
