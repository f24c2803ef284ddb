/** Functions of JSON, as a type and as texts. */
import { invalidQuery, unsupported } from '../../../errors';
import { duckType } from '../../../rows/duck-types';
import type { Translation } from '../../context';
import { call, write, type FunctionRule } from './rule';

/** What a query of JSON gives is JSON, what one of a text gives is a text. */
const jsonQuery = (name: string) =>
  write(1, 2, ([json, path], _nodes, t) => {
    const kind = t.typeOf(json!).type === 'JSON' ? 'json' : 'text';
    return `bq_${kind}_${name}(${json}, ${path ?? "'$'"})`;
  });

/** NULL of no type is an INT64, which DuckDB's functions have to be told. */
const typed = (value: string, t: Translation): string => `CAST(${value} AS ${duckType(t.typeOf(value))})`;

export const jsonFunctions: Record<string, FunctionRule> = {
  TO_JSON_STRING: write(1, 1, ([value], _nodes, t) => `bq_to_json_string(${typed(value!, t)})`),
  TO_JSON: write(1, 1, ([value], _nodes, t) => `CAST(bq_to_json_string(${typed(value!, t)}) AS JSON)`),
  PARSE_JSON: write(1, 1, ([text]) => `CAST(${text} AS JSON)`),
  JSON_VALUE: write(1, 2, ([json, path]) => `bq_json_value(${json}, ${path ?? "'$'"})`),
  JSON_EXTRACT_SCALAR: write(1, 2, ([json, path]) => `bq_json_value(${json}, ${path ?? "'$'"})`),
  JSON_QUERY: jsonQuery('query'),
  JSON_EXTRACT: jsonQuery('query'),
  JSON_QUERY_ARRAY: jsonQuery('query_array'),
  JSON_EXTRACT_ARRAY: jsonQuery('query_array'),
  JSON_VALUE_ARRAY: write(1, 2, ([json, path]) => `bq_json_value_array(${json}, ${path ?? "'$'"})`),
  JSON_EXTRACT_STRING_ARRAY: write(1, 2, ([json, path]) => `bq_json_value_array(${json}, ${path ?? "'$'"})`),
  JSON_TYPE: call('bq_json_type', 1),
  JSON_KEYS: write(1, 2, ([json, depth], _nodes, t) => {
    if (t.typeOf(json!).type !== 'JSON')
      throw invalidQuery('No matching signature for function JSON_KEYS: it takes JSON');
    if (depth !== 'CAST(1 AS BIGINT)') throw unsupported('JSON_KEYS of more than the first level');
    return `list_sort(list_distinct(json_keys(${json})))`;
  }),
};
