/** Labels of jobs. */
import { BigQueryError } from '../errors';

/** @throws BigQueryError invalid (cloud.google.com/bigquery/docs/labels-intro#requirements) */
export function checkLabels(labels: Record<string, string>): void {
  const refuse = (what: string, text: string): never => {
    throw new BigQueryError('invalid', `Label ${what} "${text}" has invalid characters or is too long.`);
  };
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key)) refuse('key', key);
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value)) refuse('value', value);
  }
}
