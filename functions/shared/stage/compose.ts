/** Joins the pieces of a file into one; Cloud Storage joins at most 32 objects in one call. */
import { isConflict } from '../../../core/errors';
import type { Objects } from './objects';

const most = 32;

/** Every object whose address begins with `prefix`, in order of name; a target that is there already is left alone. */
export async function composeAll(objects: Objects, prefix: string, target: string): Promise<void> {
  const joinedBefore = `${prefix}joined-`;
  // What an attempt that was cut short has joined holds lines of the shards a second time.
  let parts = (await objects.list(prefix)).map(({ uri }) => uri).filter((uri) => !uri.startsWith(joinedBefore));
  // An export writes one at least: they were joined and cleared away before.
  if (parts.length === 0) return;
  for (let round = 0; parts.length > most; round++) {
    const groups = Array.from({ length: Math.ceil(parts.length / most) }, (_, i) =>
      parts.slice(i * most, (i + 1) * most),
    );
    const joined = groups.map((_, i) => `${joinedBefore}${round}-${String(i).padStart(6, '0')}`);
    await Promise.all(groups.map((group, i) => objects.compose(group, joined[i]!)));
    parts = joined;
  }
  await objects.compose(parts, target, { ifGeneration: '0' }).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
  });
}
