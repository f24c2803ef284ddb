/**
 * The scalar functions that are translated, each with how many arguments it takes. What DuckDB computes otherwise is
 * a macro of duckdb/macros.sql or a function of duckdb/udf.ts, both named bq_…; a function absent from these lists is refused.
 */
import { arrayFunctions } from './arrays';
import { byteFunctions } from './bytes';
import { jsonFunctions } from './json';
import { numberFunctions } from './numbers';
import { regularExpressionFunctions } from './regular-expressions';
import { call, write, type FunctionRule } from './rule';
import { textFunctions } from './texts';
import { vectorFunctions } from './vectors';

/** IF, COALESCE, IFNULL and NULLIF, whose values may be STRUCTs, are calls.ts's. */
const conditions: Record<string, FunctionRule> = {
  IF: write(3, 3, ([condition, then, otherwise]) => `(CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END)`),
  ERROR: call('error', 1),
};

export const functions: Record<string, FunctionRule> = {
  ...conditions,
  ...numberFunctions,
  ...textFunctions,
  ...regularExpressionFunctions,
  ...byteFunctions,
  ...jsonFunctions,
  ...arrayFunctions,
  ...vectorFunctions,
};
