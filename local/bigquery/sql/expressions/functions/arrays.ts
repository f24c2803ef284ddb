/** Functions of arrays. */
import { unsupported } from '../../../errors';
import { sameNames } from '../alike';
import { anyNull, call, many, write, type FunctionRule } from './rule';

export const arrayFunctions: Record<string, FunctionRule> = {
  ARRAY_LENGTH: call('len', 1),
  ARRAY_REVERSE: call('list_reverse', 1),
  ARRAY_CONCAT: write(1, many, (args, _nodes, t) => {
    // DuckDB would merge STRUCTs of other names by name.
    const types = args.length > 1 ? args.map((arg) => t.typeOf(arg)) : [];
    if (!types.every((type) => sameNames(type, types[0])))
      throw unsupported('ARRAY_CONCAT of STRUCTs with different field names');
    return `(CASE WHEN ${anyNull(args)} THEN NULL ELSE ${args.reduce((left, right) => `list_concat(${left}, ${right})`)} END)`;
  }),
  ARRAY_TO_STRING: write(2, 3, ([array, separator, nothing]) =>
    nothing
      ? `array_to_string(list_transform(${array}, lambda element: coalesce(element, ${nothing})), ${separator})`
      : `array_to_string(${array}, ${separator})`,
  ),
  ARRAY_FIRST: write(1, 1, ([array]) => `bq_at(${array}, 0)`),
  ARRAY_LAST: write(1, 1, ([array]) => `bq_at(${array}, len(${array}) - 1)`),
  ARRAY_SLICE: write(3, 3, ([array, start, end]) => {
    const at = (place: string) => `(CASE WHEN ${place} < 0 THEN ${place} ELSE ${place} + 1 END)`;
    return `list_slice(${array}, ${at(start!)}, ${at(end!)})`;
  }),
  GENERATE_ARRAY: write(
    2,
    3,
    ([start, end, step]) => `bq_generate_array(${start}, ${end}, ${step ?? 'CAST(1 AS BIGINT)'})`,
  ),
  RANGE_BUCKET: call('bq_range_bucket', 2),
};
