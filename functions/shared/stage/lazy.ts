/** Things made when first needed, once. */

/** Calls `create` on first use and keeps what it made; a failed attempt is forgotten, so that the next use tries again. */
export function lazy<T>(create: () => T | Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= Promise.resolve()
      .then(create)
      .catch((error: unknown) => {
        made = undefined;
        throw error;
      });
    return made;
  };
}
