/** What the rows of landfall.evaluations hold of a text: for those who write them, and those who look for one. */

/**
 * Characters of a text: a prompt stands in a row of every subject, and a dozen subjects with thousands of the longest prompts would
 * be more than is written in the time of a function. The report has all of it.
 */
const longest = 10_000;

/** Never in the middle of a character: half of one is not what BigQuery reads. */
export const cutForTable = (text: string): string => text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
