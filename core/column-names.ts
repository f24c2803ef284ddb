/** Names that columns may have: which ones Landfall and BigQuery keep for themselves. */

const ownNames = new Set(['_row', '_line', '_origin']);

/** True of Landfall's own columns; the warehouse does not tell capitals apart. */
export const isOwnName = (name: string): boolean => ownNames.has(name.toLowerCase());

/** Beginnings that BigQuery keeps for itself, in any case. */
const keptByBigQuery = /^(_table_|_file_|_partition|_row_timestamp|__root__|_colidentifier|_change_)/i;

/** True of a name that no column of a row may have. */
export const isKeptName = (name: string): boolean => isOwnName(name) || keptByBigQuery.test(name);

/** In characters. */
export const longestColumnName = 300;

/** The first character that BigQuery takes in no column's name; undefined when every one is taken. */
export const forbiddenCharacter = (name: string): string | undefined =>
  /[!"$()*,./;?@[\\\]^`{}~\p{Cc}]/u.exec(name)?.[0];
