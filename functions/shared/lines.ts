/** Lines as JSONL has them. Node's readline also breaks, from some version on, at U+2028, which a JSON string may hold. */

/**
 * Each line of a text, without the \n or \r\n that ends it.
 * @param check sees what has come of a line so far, and how many lines came before; it may refuse to wait for the rest
 */
export async function* lines(
  text: AsyncIterable<string>,
  check: (begun: string, before: number) => void = () => {},
): AsyncIterable<string> {
  let begun = '';
  let count = 0;
  for await (const piece of text) {
    const parts = (begun + piece).split('\n');
    begun = parts.pop()!;
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
    count += parts.length;
    check(begun, count);
  }
  if (begun) yield begun;
}
