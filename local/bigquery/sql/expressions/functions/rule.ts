/** How a function is translated: from how many arguments, and to what of DuckDB's. */
import type { Node } from '../../ast';
import type { Translation } from '../../context';

export interface FunctionRule {
  count: [least: number, most: number];
  emit(args: string[], nodes: Node[], t: Translation): string;
}

export const many = Number.POSITIVE_INFINITY;

/** A call of a DuckDB function with the same arguments. */
export const call = (name: string, least: number, most = least): FunctionRule => ({
  count: [least, most],
  emit: (args) => `${name}(${args.join(', ')})`,
});

/** What `emit` makes of the arguments. */
export const write = (least: number, most: number, emit: FunctionRule['emit']): FunctionRule => ({
  count: [least, most],
  emit,
});

/** The condition that one of the arguments is NULL. */
export const anyNull = (args: string[]) => args.map((arg) => `${arg} IS NULL`).join(' OR ');
