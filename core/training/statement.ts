/** training.sql as the warehouse is asked for it: the pipeline's own SELECT, with each source before it as a table of that name. */
import { isPermanent, PermanentError } from '../errors';
import { quotedIdentifier } from '../quoted-identifier';
import type { Column } from '../row-schema';
import { fillSlots, type SharedSql, type Statement } from '../statement';

export interface SourceExpressions {
  /** `emails` AS (…), `customers` AS (…): what stands after WITH. */
  sql: string;
  /** origin_0, origin_1, … */
  params: Record<string, string>;
}

export interface Examples {
  trainingSql: string;
  sources: SourceExpressions;
}

export const slotsOf = ({ trainingSql, sources }: Examples) => ({
  sources: sources.sql,
  training: trainingSql.trimEnd().replace(/;$/, ''),
});

/** To be asked for its columns. */
export function examplesStatement(shared: SharedSql, examples: Examples): Statement {
  return { ...fillSlots(shared, 'version/examples.sql', slotsOf(examples)), params: examples.sources.params };
}

/** The rows of a source that has none. */
export function emptyRows(columns: Column[]): string {
  const nulls = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quotedIdentifier(name)}`);
  return `SELECT ${['CAST(NULL AS STRING) AS _origin', ...nulls].join(', ')} LIMIT 0`;
}

/**
 * Runs a statement with the pipeline's own in it; an error there is told in the lines of the pipeline's own file.
 * @param fix what is to be done then
 */
export async function inTrainingSql<T>(
  { sql }: Statement,
  { file, fix }: { file: string; fix: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const linesBefore = sql.slice(0, sql.indexOf('\n_examples AS (\n') + 1).split('\n').length;
    const [, line, column] = /\[(\d+):(\d+)\]/.exec(error.message) ?? [];
    const message = error.message.replace(/ at \[\d+:\d+\]/, '');
    throw new PermanentError(message, {
      where: line ? `${file}, line ${Number(line) - linesBefore}, column ${column}` : file,
      fix,
      cause: error,
    });
  }
}
