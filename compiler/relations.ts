/** Whether the unique columns, references and subjects of sources name what the row schemas have. */
import type { Problem } from '../core/problem';
import { typesOf, type Property, type RowSchema } from '../core/row-schema';
import type { SourceFile, ValuePath } from './source-file';
import type { PipelineSpec } from '../schemas/generated/types';

/** Checks sources whose row schemas were found good. */
export function checkRelations(
  { sources }: PipelineSpec,
  rowSchemas: Record<string, RowSchema>,
  yaml: SourceFile,
  file: string,
): Problem[] {
  const problems: Problem[] = [];
  const complain = (path: ValuePath, reason: string): void => {
    problems.push({ file, line: yaml.lineOf(['sources', ...path]), reason });
  };
  const columnsOf = (source: string) => rowSchemas[source]?.properties ?? {};
  const has = (source: string, column: string) => Object.hasOwn(columnsOf(source), column);
  const lack = (source: string, column: string) => {
    const names = Object.keys(columnsOf(source)).join(', ');
    return `the row schema of ${source} has no column ${JSON.stringify(column)}; it has ${names}`;
  };

  for (const [source, { unique = [], references = {}, subject }] of Object.entries(sources)) {
    for (const [index, column] of unique.entries()) {
      if (!has(source, column)) complain([source, 'unique', index], lack(source, column));
    }
    if (subject !== undefined && !has(source, subject)) complain([source, 'subject'], lack(source, subject));
    for (const [column, target] of Object.entries(references)) {
      const path = [source, 'references', column];
      const [targetSource = '', targetColumn = ''] = target.split('.');
      if (!has(source, column)) complain(path, lack(source, column));
      else if (!Object.hasOwn(sources, targetSource)) {
        const names = Object.keys(sources).join(', ');
        complain(path, `${JSON.stringify(column)} refers to ${target}, but the sources are ${names}`);
      } else if (!has(targetSource, targetColumn)) complain(path, lack(targetSource, targetColumn));
      else {
        const [type, targetType] = [typeOf(columnsOf(source)[column]), typeOf(columnsOf(targetSource)[targetColumn])];
        const isComparable = ['string', 'integer', 'boolean'].includes(type) && type === targetType;
        if (isComparable) continue;
        const what = `${JSON.stringify(column)} is ${type} and ${target} is ${targetType}`;
        complain(path, `${what}: a reference compares texts, whole numbers or booleans of the same type`);
      }
    }
  }
  return problems;
}

/** The one type besides null; several are none that could be compared. */
const typeOf = (property?: Property): string => typesOf(property).join(' or ');
