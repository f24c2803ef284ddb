/** JSON field accuracy: how many fields of the reference an answer has with the same value. */
import { isDeepStrictEqual } from 'node:util';
import { PermanentError } from '../errors';
import { parseJson } from './json-validity';
import { bestOf, type MetricKind } from './metric';

/**
 * Of each field that the reference has at its top, or of those named: dots lead into objects, numbers into arrays. Values are equal
 * as JSON: 1.0 is 1, the order of keys makes no difference, that of arrays does. An answer that is no JSON meets none. A field that
 * is asked for and that the reference lacks is met by an answer that lacks it too.
 */
export const jsonFields: MetricKind<{ fields?: string[] }> = {
  title: 'JSON field accuracy',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'share of fields with equal values, RFC 8259',
  options: ['fields'],
  create: ({ fields }) =>
    bestOf((answer, reference) => {
      const wanted = parseJson(reference);
      if (typeof wanted !== 'object' || wanted === null) throw notAnObject(reference);
      const asked = fields ?? Object.keys(wanted).map((key) => [key]);
      const said = parseJson(answer);
      if (said === undefined) return 0;
      const met = asked.filter((path) => isDeepStrictEqual(valueAt(said, path), valueAt(wanted, path)));
      return asked.length === 0 ? Number(isDeepStrictEqual(said, wanted)) : met.length / asked.length;
    }),
};

const notAnObject = (reference: string) =>
  new PermanentError(
    `jsonFields compares JSON objects, and a target is none: ${JSON.stringify(reference.slice(0, 60))}`,
    {
      fix: 'make the target a JSON object in training.sql, with TO_JSON_STRING(STRUCT(…)), or take another metric',
    },
  );

const valueAt = (value: unknown, path: string | string[]): unknown =>
  (typeof path === 'string' ? path.split('.') : path).reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
