/** Updates of topics, subscriptions and snapshots, with the errors of Pub/Sub. */
import { applyMask } from '../rpc/field-mask';
import { invalidArgument } from './errors';

export interface FieldMask {
  paths?: string[];
}

/**
 * A copy of `current` with the masked fields taken from `given`.
 * @param mutable fields that may change, in camelCase
 * @throws RpcError INVALID_ARGUMENT for an empty mask, an unknown or an immutable field
 */
export function updated<T extends object>(current: T, given: T, mask: FieldMask | undefined, mutable: string[]): T {
  const paths = mask?.paths ?? [];
  if (paths.length === 0) {
    throw invalidArgument('The update_mask in the request must be set, and must contain a non-empty paths list.');
  }
  return applyMask(current, given, paths, mutable, (path) =>
    invalidArgument(`Invalid update_mask provided in the request: '${path}' is not a known mutable field.`),
  );
}
