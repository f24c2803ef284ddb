/** What is costly to make and asked for again and again: so many of it are kept, those that were asked for last. */

/** Makes what is not kept, once for all who ask meanwhile; a failed attempt is forgotten. */
export function createRecent<Value>(most: number): (key: string, make: () => Promise<Value>) => Promise<Value> {
  const kept = new Map<string, Promise<Value>>();
  return (key, make) => {
    const known = kept.get(key);
    const value = known ?? make();
    kept.delete(key);
    kept.set(key, value);
    for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest);
    if (!known)
      value.catch(() => {
        if (kept.get(key) === value) kept.delete(key);
      });
    return value;
  };
}
