/** Updates by field mask: only the named fields change, and a name that cannot change is an error. */
import { invalidArgument } from './errors';

export interface FieldMask {
  paths?: string[];
}

/**
 * A copy of `current` with the masked fields taken from `update`.
 * @param mutable first segments that may change, in camelCase
 * @throws PubSubError INVALID_ARGUMENT for an empty mask, an unknown or an immutable field
 */
export function applyMask<T extends object>(current: T, update: T, mask: FieldMask | undefined, mutable: string[]): T {
  const paths = mask?.paths ?? [];
  if (paths.length === 0) {
    throw invalidArgument('The update_mask in the request must be set, and must contain a non-empty paths list.');
  }
  const next = structuredClone(current) as Fields;
  for (const path of paths) {
    const segments = path.split('.').map(camelCase);
    if (!mutable.includes(segments[0]!)) {
      throw invalidArgument(`Invalid update_mask provided in the request: '${path}' is not a known mutable field.`);
    }
    assign(next, update as Fields, segments);
  }
  return next as T;
}

type Fields = Record<string, unknown>;

function assign(target: Fields, source: Fields | undefined, [first, ...rest]: string[]): void {
  if (rest.length === 0) {
    target[first!] = source?.[first!];
    return;
  }
  const inner = { ...(target[first!] as Fields | undefined) };
  assign(inner, source?.[first!] as Fields | undefined, rest);
  target[first!] = inner;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
