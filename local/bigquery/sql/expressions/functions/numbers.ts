/** Functions of numbers: FLOAT64 where BigQuery computes so; of NUMERIC what is exact, the rest is refused. */
import { unsupported } from '../../../errors';
import { emitNumericOperator, hasNumeric, writtenNumber } from '../numeric';
import { anyNull, call, many, write, type FunctionRule } from './rule';

/** A function that is FLOAT64's alone here. */
const float = (name: string, count = 1) =>
  write(count, count, (args, _nodes, t) => {
    if (hasNumeric(args, t)) throw unsupported('this function on NUMERIC');
    return `${name}(${args.map((arg) => `CAST(${arg} AS DOUBLE)`).join(', ')})`;
  });

/** To whole numbers, or to a number of digits that may be 0 or less. */
const rounding = (name: string, most: 1 | 2) =>
  write(1, most, ([value, digits], [, node], t) => {
    if (hasNumeric([value!], t)) {
      if (digits && !/^-?\d+$/.test(writtenNumber(node!) ?? ''))
        throw unsupported(`${name.toUpperCase()} of NUMERIC to a number of digits that is not a literal`);
      return `CAST(${name}(${value}${digits ? `, ${writtenNumber(node!)}` : ''}) AS DECIMAL(38,9))`;
    }
    return `${name}(CAST(${value} AS DOUBLE)${digits ? `, CAST(${digits} AS INTEGER)` : ''})`;
  });

/** By a literal other than 0, nothing can be divided by 0: without the macro, calls within calls do not double in size. */
const divided = (operator: string, macro: string) =>
  write(2, 2, ([left, right], _nodes, t) =>
    operator === '//' && hasNumeric([left!, right!], t)
      ? `CAST(bq_numeric_div(CAST(${left} AS DECIMAL(38,9)), CAST(${right} AS DECIMAL(38,9))) AS DECIMAL(38,9))`
      : /^CAST\([1-9]\d* AS BIGINT\)$/.test(right!)
        ? `(${left} ${operator} ${right})`
        : `${macro}(${left}, ${right})`,
  );

/** BigQuery's answer is NULL as soon as one argument is; DuckDB passes NULLs over. */
const extreme = (name: string) =>
  write(1, many, (args) => `(CASE WHEN ${anyNull(args)} THEN NULL ELSE ${name}(${args.join(', ')}) END)`);

export const numberFunctions: Record<string, FunctionRule> = {
  ABS: call('abs', 1),
  SIGN: call('sign', 1),
  DIV: divided('//', 'bq_div'),
  MOD: divided('%', 'bq_mod'),
  SAFE_DIVIDE: write(2, 2, ([left, right], _nodes, t) => {
    const exact = emitNumericOperator('div', left!, right!, t);
    return exact ? `TRY(${exact})` : `bq_safe_divide(${left}, ${right})`;
  }),
  IEEE_DIVIDE: float('fdiv', 2),
  SAFE_ADD: write(2, 2, ([left, right]) => `TRY(${left} + ${right})`),
  SAFE_SUBTRACT: write(2, 2, ([left, right]) => `TRY(${left} - ${right})`),
  SAFE_MULTIPLY: write(2, 2, ([left, right], _nodes, t) => {
    const exact = emitNumericOperator('mul', left!, right!, t);
    return `TRY(${exact ?? `${left} * ${right}`})`;
  }),
  SAFE_NEGATE: write(1, 1, ([value]) => `TRY(- ${value})`),
  ROUND: rounding('round', 2),
  FLOOR: rounding('floor', 1),
  CEIL: rounding('ceil', 1),
  CEILING: rounding('ceil', 1),
  TRUNC: rounding('trunc', 2),
  SQRT: float('sqrt'),
  CBRT: float('cbrt'),
  EXP: float('bq_exp'),
  LN: float('ln'),
  LOG: {
    count: [1, 2],
    emit: (args, nodes, t) => (args.length === 2 ? float('bq_log', 2) : float('ln')).emit(args, nodes, t),
  },
  LOG10: float('log10'),
  POW: float('bq_pow', 2),
  POWER: float('bq_pow', 2),
  SIN: float('sin'),
  COS: float('cos'),
  TAN: float('tan'),
  ATAN2: float('atan2', 2),
  IS_NAN: float('isnan'),
  IS_INF: float('isinf'),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  RAND: call('random', 0),
  BIT_COUNT: write(1, 1, ([value]) => `CAST(bit_count(${value}) AS BIGINT)`),
};
