/** Functions of regular expressions, which are RE2's here and there. */
import { unsupported } from '../../../errors';
import type { Node } from '../../ast';
import type { Translation } from '../../context';
import { call, write, type FunctionRule } from './rule';

export const regularExpressionFunctions: Record<string, FunctionRule> = {
  REGEXP_CONTAINS: call('regexp_matches', 2),
  REGEXP_REPLACE: write(
    3,
    3,
    ([text, pattern, replacement]) => `regexp_replace(${text}, ${pattern}, ${replacement}, 'g')`,
  ),
  REGEXP_EXTRACT: write(2, 4, regexpExtract),
  REGEXP_SUBSTR: write(2, 4, regexpExtract),
  REGEXP_INSTR: write(2, 4, ([text, pattern, position, occurrence], nodes, t) => {
    if (capturing(nodes[1]!, pattern!, t)) throw unsupported('REGEXP_INSTR with a capturing group');
    return `bq_regexp_instr(${text}, ${pattern}, ${position ?? 1}, ${occurrence ?? 1})`;
  }),
  REGEXP_EXTRACT_ALL: write(
    2,
    2,
    ([text, pattern], nodes, t) => `regexp_extract_all(${text}, ${pattern}, ${capturing(nodes[1]!, pattern!, t)})`,
  ),
};

function regexpExtract([text, pattern, position, occurrence]: string[], nodes: Node[], t: Translation): string {
  const group = capturing(nodes[1]!, pattern!, t);
  return position
    ? `bq_regexp_extract_nth(${text}, ${pattern}, ${position}, ${occurrence ?? 1}, ${group})`
    : `bq_regexp_extract(${text}, ${pattern}, ${group})`;
}

/** 1 when the pattern captures, else 0: REGEXP_EXTRACT answers the group if there is one. */
function capturing(node: Node, emitted: string, t: Translation): number {
  const literal = t.stringLiteral(node);
  const constant = literal?.text ?? /^CAST\('((?:[^']|'')*)' AS VARCHAR\)$/.exec(emitted)?.[1];
  if (constant === undefined)
    throw unsupported('a regular expression to extract with that is neither a literal nor a parameter');
  const groups = constant.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, '').match(/\((?!\?)|\(\?P?</g)?.length ?? 0;
  if (groups > 1) throw unsupported('a regular expression with more than one capturing group');
  return groups;
}
