/** Lines as JSONL has them. Node's readline also breaks, from some version on, at U+2028, which a JSON string may hold. */

/** Each line of a text, without the \n or \r\n that ends it. */
export async function* lines(text: AsyncIterable<string>): AsyncIterable<string> {
  let begun = '';
  for await (const piece of text) {
    const parts = (begun + piece).split('\n');
    begun = parts.pop()!;
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
  }
  if (begun) yield begun;
}
