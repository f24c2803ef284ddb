/** Joins the pieces of a file into one; Cloud Storage joins at most 32 objects in one call. */
import { atMost } from '../../../core/at-most';
import { isConflict, RetryableError } from '../../../core/errors';
import type { ObjectInfo, Objects } from './objects';

const most = 32;
/** An export has as many shards as BigQuery likes: a call for all of them at once would be as many connections. */
const joinsAtOnce = 16;

/** What an attempt that was cut short has joined holds lines of the shards a second time. */
const joinedBefore = (prefix: string) => `${prefix}joined-`;

/** Of the objects whose address begins with `prefix`, the addresses of those that are to be joined. */
export const shardsAmong = (objects: ObjectInfo[], prefix: string): string[] =>
  objects.map(({ uri }) => uri).filter((uri) => !uri.startsWith(joinedBefore(prefix)));

/**
 * Every object whose address begins with `prefix`, in order of name; a target that is there already is left alone.
 * @throws RetryableError when there is neither: shards that were joined and cleared away have left their target.
 */
export async function composeAll(objects: Objects, prefix: string, target: string): Promise<void> {
  let parts = shardsAmong(await objects.list(prefix), prefix);
  if (parts.length === 0) {
    if ((await objects.list(target)).some(({ uri }) => uri === target)) return;
    throw new RetryableError(`there is nothing at ${prefix} to join into ${target}`);
  }
  for (let round = 0; parts.length > most; round++) {
    const groups = Array.from({ length: Math.ceil(parts.length / most) }, (_, i) =>
      parts.slice(i * most, (i + 1) * most),
    );
    const joined = groups.map((_, i) => `${joinedBefore(prefix)}${round}-${String(i).padStart(6, '0')}`);
    await atMost(joinsAtOnce, [...groups.entries()], ([i, group]) => objects.compose(group, joined[i]!));
    parts = joined;
  }
  await objects.compose(parts, target, { ifGeneration: '0' }).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
  });
}
