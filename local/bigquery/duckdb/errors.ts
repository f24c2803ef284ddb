/** DuckDB's errors in BigQuery's words, with the place in the GoogleSQL text where a name can be found there. */
import { BigQueryError, invalidQuery, resourcesExceeded, unsupported, type Place } from '../errors';

type Places = ReadonlyMap<string, Place>;

const rules: [RegExp, (match: RegExpExecArray, places: Places) => BigQueryError][] = [
  [
    /Referenced (?:column|table) "([^"]+)" not found/,
    ([, name], places) => invalidQuery(`Unrecognized name: ${name}`, places.get(name!.toLowerCase())),
  ],
  [
    // A table of the statement's own, WITH, is a list of values where it is one row of them.
    /(?:Table|Values list) "([^"]*)" does not have a column named "([^"]+)"/,
    ([, table, name], places) =>
      invalidQuery(`Name ${name} not found inside ${table}`, places.get(name!.toLowerCase())),
  ],
  [
    /Ambiguous reference to column name "([^"]+)"/,
    ([, name], places) => invalidQuery(`Column name ${name} is ambiguous`, places.get(name!.toLowerCase())),
  ],
  [
    /column "([^"]+)" must appear in the GROUP BY clause/,
    ([, name], places) =>
      invalidQuery(
        `SELECT list expression references column ${name} which is neither grouped nor aggregated`,
        places.get(name!.toLowerCase()),
      ),
  ],
  [
    /TRY can not be used in combination with a volatile function/,
    () => unsupported('SAFE around an expression that may fail by itself'),
  ],
  [
    /NOT NULL constraint failed: (?:.*\.)?([^.\s]+)/,
    ([, name]) => invalidQuery(`Required field ${name} cannot be null`),
  ],
  [
    /TransactionContext Error: .*[Cc]onflict/,
    () =>
      new BigQueryError('backendError', 'Could not serialize access to the table due to concurrent update; try again'),
  ],
  [/Out of Memory Error|bad_alloc|[Ff]ailed to allocate/, resourcesExceeded],
];

/** Any error as a BigQueryError; those of DuckDB are about the query, anything else is internal. */
export function toBigQueryError(error: unknown, places: Places = new Map()): BigQueryError {
  if (error instanceof BigQueryError) return error;
  const message = plainMessage(error instanceof Error ? error.message : String(error));
  for (const [pattern, answer] of rules) {
    const match = pattern.exec(message);
    if (match) return answer(match, places);
  }
  // What DuckDB says of a statement is about the statement; only its own breakdown is nobody's fault.
  const own = /^(?:Error: )?(?!INTERNAL|Fatal)[A-Z][A-Za-z ]* Error: (.*)$/s.exec(message);
  if (own) return invalidQuery(own[1]!.split(/\n\nLINE /)[0]!.trim());
  return new BigQueryError('internalError', message);
}

/** What fails inside a function of JavaScript's comes as JSON inside another error: then, the error within. */
function plainMessage(message: string): string {
  const [, type, text] = /\{"exception_type":"([^"]+)","exception_message":("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  return type === undefined ? message : `${type} Error: ${JSON.parse(text!) as string}`;
}
