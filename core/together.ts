/** Work that goes on at the same time and ends together. */

/**
 * Like Promise.all, but a failure is thrown only when everything has come to its end: what a stage has started does not go on
 * behind its back when the stage is over, where a function gets no more processor time.
 */
export async function together<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as {
    -readonly [P in keyof T]: Awaited<T[P]>;
  };
}
