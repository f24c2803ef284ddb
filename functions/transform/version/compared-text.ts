/** The text by which examples are compared with one another: what they say, without what the template says in all of them. */
import type { Prompt } from '../../../core/prompt';
import type { Segment } from '../../../core/prompt-template';
import type { Statement } from '../../../core/statement';

/** A template's own words: fewer than three may as well be an example's. */
const isBoilerplate = (segment: Segment): segment is { literal: string } =>
  'literal' in segment && (segment.literal.match(/[\p{L}\p{N}]+/gu) ?? []).length > 2;

/**
 * An expression over the columns of rendered examples: earlier turns, the system prompt if it has fields, and the user prompt.
 * A template of a hundred words would make all its examples near duplicates, so its words are taken out again.
 */
export function comparedText({ system = [], user }: Prompt): Required<Statement> {
  const params: Record<string, string> = {};
  const without = (segments: Segment[], column: string) =>
    segments.filter(isBoilerplate).reduce((text, { literal }) => {
      const name = `boilerplate_${Object.keys(params).length}`;
      params[name] = literal;
      return `REPLACE(${text}, @${name}, ' ')`;
    }, column);

  const history = String.raw`REGEXP_REPLACE(history, r'"role":"(?:user|model)"|"text":', ' ')`;
  const pieces = [`COALESCE(CONCAT(${history}, ' '), '')`];
  if (system.some((segment) => 'field' in segment)) pieces.push(without(system, 'system_prompt'), `' '`);
  pieces.push(without(user, 'user_prompt'));
  return { sql: `CONCAT(${pieces.join(', ')})`, params };
}
