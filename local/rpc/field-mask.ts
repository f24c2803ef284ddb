/** Updates by field mask: only the named fields change (https://google.aip.dev/134). */
import type { RpcError } from './errors';
import { camelCase } from './field-names';

type Fields = Record<string, unknown>;

/**
 * A copy of `current` with the masked fields taken from `update`; a field that `update` lacks becomes undefined.
 * @param paths in snake_case or camelCase, dotted where they reach into a field
 * @param mutable first segments that may change, in camelCase
 * @param refuse the error for a path that may not change, in the service's own words
 */
export function applyMask<T extends object>(
  current: T,
  update: Partial<T>,
  paths: string[],
  mutable: readonly string[],
  refuse: (path: string) => RpcError,
): T {
  const next = structuredClone(current) as Fields;
  for (const path of paths) {
    const segments = path.split('.').map(camelCase);
    if (!mutable.includes(segments[0]!)) throw refuse(path);
    assign(next, update as Fields, segments);
  }
  return next as T;
}

function assign(target: Fields, source: Fields | undefined, [first, ...rest]: string[]): void {
  if (rest.length === 0) {
    target[first!] = source?.[first!];
    return;
  }
  const inner = { ...(target[first!] as Fields | undefined) };
  assign(inner, source?.[first!] as Fields | undefined, rest);
  target[first!] = inner;
}
