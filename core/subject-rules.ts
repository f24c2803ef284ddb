/** Which rows of which sources are about somebody: by a column that names them, or by reference to such a row. */
import type { PipelineSpec } from '../schemas/generated/types';

type Sources = PipelineSpec['sources'];

export interface SubjectRule {
  source: string;
  /** Column that names them. */
  subject?: string;
  /** Columns that refer to rows about them: SOURCE.COLUMN each. */
  through: { column: string; target: string }[];
}

/** A source stands behind those that it refers to. What names somebody itself is not about whoever it refers to. */
export function subjectRules(sources: Sources): SubjectRule[] {
  const rules: SubjectRule[] = [];
  const seen = new Set<string>();
  const add = (source: string): void => {
    if (seen.has(source)) return;
    seen.add(source);
    const { subject, references = {} } = sources[source]!;
    if (subject !== undefined) return void rules.push({ source, subject, through: [] });
    const through = Object.entries(references).map(([column, target]) => ({ column, target }));
    for (const { target } of through) add(sourceIn(target));
    const theirs = through.filter(({ target }) => rules.some((rule) => rule.source === sourceIn(target)));
    if (theirs.length > 0) rules.push({ source, through: theirs });
  };
  for (const source of Object.keys(sources)) add(source);
  return rules;
}

/** Columns of a source that others refer to. */
export const referredColumns = (source: string, rules: SubjectRule[]): string[] => [
  ...new Set(
    rules.flatMap(({ through }) =>
      through.flatMap(({ target }) => (sourceIn(target) === source ? [target.slice(source.length + 1)] : [])),
    ),
  ),
];

const sourceIn = (target: string): string => target.split('.')[0]!;
