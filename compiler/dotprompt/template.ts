/** The template of a .prompt file as turns: Handlebars' own parser reads it, and what only Handlebars could render is a problem. */
import type HandlebarsParser from 'handlebars';
import { parseTemplate } from '../../core/prompt-template';

export interface TemplateTurn {
  role: string;
  /** A template as prompt.yaml has it, without the white space around it. */
  text: string;
  /** On which it begins, counted from that of the template. */
  line: number;
}

/** On a line of the template. */
export interface Found {
  line: number;
  reason: string;
}

/** Names that dotprompt and Handlebars have taken: in braces none of them is a field. */
const helpers = new Set(['history', 'json', 'media', 'section', 'if', 'unless', 'each', 'with', 'log', 'lookup']);

/** Turns in their order; a template without roles is one of the user, as in dotprompt. */
export function readTurns(template: string): { turns: TemplateTurn[]; problems: Found[] } {
  const parsed = parse(template);
  if ('reason' in parsed) return { turns: [], problems: [parsed] };
  const lines = template.split('\n');
  const turns: TemplateTurn[] = [{ role: 'user', text: '', line: 1 }];
  const problems: Found[] = [];
  for (const statement of parsed.body) {
    const { line, column } = statement.loc.start;
    const turn = turns.at(-1)!;
    if (statement.type === 'CommentStatement') continue;
    if (statement.type === 'ContentStatement') {
      const { value } = statement as hbs.AST.ContentStatement;
      if (parseTemplate(value).some((segment) => 'field' in segment))
        problems.push({ line, reason: 'a name in double braces is a field here, with a backslash before it too' });
      turn.text += value;
      continue;
    }
    const meant = meaningOf(statement);
    const written = /^\{\{[^}]*\}*/.exec(lines[line - 1]!.slice(column))![0];
    if ('reason' in meant) problems.push({ line, reason: `${written}: ${meant.reason}` });
    else if ('field' in meant) turn.text += `{{${meant.field}}}`;
    else turns.push({ role: meant.role, text: '', line });
  }
  const trimmed = turns.map((turn) => ({ ...turn, text: turn.text.trim() }));
  // What stands before the first role is the user's, where there is anything.
  return { turns: trimmed[0]!.text === '' && trimmed.length > 1 ? trimmed.slice(1) : trimmed, problems };
}

function parse(template: string): hbs.AST.Program | Found {
  // Most pipelines have no such file, and a command starts in a tenth of a second.
  const handlebars = require('handlebars') as typeof HandlebarsParser;
  try {
    return handlebars.parse(template);
  } catch (error) {
    const { message } = error as Error;
    const [, line = '1'] = /on line (\d+)/.exec(message) ?? [];
    const [, got = ''] = /, got '(\w+)'$/.exec(message) ?? [];
    const what = got === 'EOF' ? 'it ends within what was begun' : 'braces that are not closed, or hold nothing';
    return { line: Number(line), reason: `this is no template of Handlebars: ${what}` };
  }
}

type Meaning = { field: string } | { role: string } | { reason: string };

function meaningOf(statement: hbs.AST.Statement): Meaning {
  if (statement.type.startsWith('Partial'))
    return { reason: 'a prompt is whole in its file: write the text in its place' };
  if (statement.type !== 'MustacheStatement')
    return {
      reason:
        'a prompt has no logic, since the warehouse renders it too: make the text a column of training.sql, or write another prompt',
    };
  const { path, params, hash, escaped } = statement as hbs.AST.MustacheStatement;
  const { type, original, data, depth, parts } = path as hbs.AST.PathExpression;
  if (original === 'role') return roleIn(params);
  if (original === 'history')
    return { reason: 'what was said before always stands between the examples and the question: leave it out' };
  if (!escaped) return { reason: `nothing is escaped here: write {{${original}}}` };
  const isPlain = type === 'PathExpression' && !data && depth === 0 && parts.length === 1;
  if (params.length > 0 || hash || helpers.has(original))
    return { reason: 'a prompt has no helpers but role, since the warehouse renders it too' };
  if (isPlain && /^[a-z][a-z0-9_]*$/.test(original)) return { field: original };
  return { reason: 'this is no name of a field: small letters, digits and _, such as {{text}}' };
}

const roles = ['system', 'user', 'model'];

function roleIn(params: hbs.AST.Expression[]): Meaning {
  const [name] = params as hbs.AST.StringLiteral[];
  if (params.length === 1 && name?.type === 'StringLiteral' && roles.includes(name.value)) return { role: name.value };
  return { reason: `a role is one of ${roles.map((role) => `{{role "${role}"}}`).join(', ')}` };
}
