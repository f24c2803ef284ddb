/** Conditions, which are BOOLs to GoogleSQL; to DuckDB numbers are, too. */
import { invalidQuery } from '../../errors';
import { placeOf, type Node } from '../ast';
import type { Translation } from '../context';
import { isNull, typeName } from './alike';
import { claimTypes, truth } from './signatures';

/** @param what has the condition, as in GoogleSQL's messages: `function IF` */
export function emitCondition(what: string, node: Node, t: Translation): string {
  const text = t.emit(node);
  claimTypes(what, truth, [node], [text], t);
  return text;
}

/** WHERE, HAVING, QUALIFY or the ON of a join. */
export function emitClause(clause: string, node: Node, t: Translation): string {
  const text = t.emit(node);
  t.claim(isNull(node) ? [] : [text], ([type]) => {
    if (type!.type !== 'BOOLEAN' || type!.mode === 'REPEATED')
      throw invalidQuery(
        `${clause} clause should return type BOOL, but returns type ${typeName(type!)}`,
        placeOf(node),
      );
  });
  return text;
}
