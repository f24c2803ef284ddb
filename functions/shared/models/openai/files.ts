/** Files that a service reads from its own store: those of Cloud Storage, streamed there once. */
import { Readable } from 'node:stream';
import type { OpenAI } from 'openai';
import { digest } from '../../../../core/digest';
import type { Objects } from '../../stage/objects';

/** Named for its address, which names its contents: one that is there already is taken as it is. */
const fileNameOf = (uri: string): string => `landfall-${digest(uri).slice(0, 40)}.jsonl`;

/** @returns the id of the file */
export async function upload(client: OpenAI, objects: Pick<Objects, 'openRead'>, uri: string): Promise<string> {
  const name = fileNameOf(uri);
  for await (const file of client.files.list({ purpose: 'fine-tune', limit: 1000 }))
    if (file.filename === name && file.purpose === 'fine-tune' && file.status !== 'error') return file.id;

  // The client's own form holds a file in memory. A stream can be sent once: the message comes again when it breaks.
  const boundary = `landfall-${digest([uri, name])}`;
  const { id } = await client.post<OpenAI.FileObject>('/files', {
    body: Readable.toWeb(Readable.from(multipart(objects.openRead(uri), name, boundary))),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    maxRetries: 0,
  });
  return id;
}

/** RFC 7578: the purpose, and the file. */
async function* multipart(content: Readable, name: string, boundary: string): AsyncGenerator<Uint8Array> {
  const field = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}`;
  yield Buffer.from(`${field('name="purpose"')}\r\n\r\nfine-tune\r\n`);
  yield Buffer.from(`${field(`name="file"; filename="${name}"`)}\r\nContent-Type: application/jsonl\r\n\r\n`);
  yield* content as AsyncIterable<Uint8Array>;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}
