/** Objects of lines rewritten, streamed, only while they are what was read. */
import type { Bucket } from '@google-cloud/storage';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endingAlone } from '../../core/broken-off';
import { lines } from '../../core/lines';

/**
 * Each line as `change` has it, without those of which it is undefined.
 * @param change is told the line's number, from 1
 * @throws Error with code 412 when it is another by now
 */
export async function rewriteLines(
  bucket: Bucket,
  path: string,
  generation: number,
  change: (line: string, number: number) => string | undefined,
): Promise<void> {
  const file = bucket.file(path, { generation });
  const [{ contentType, metadata }] = await file.getMetadata();
  async function* changed() {
    let number = 0;
    for await (const line of lines(endingAlone(file.createReadStream()))) {
      const kept = change(line, ++number);
      if (kept !== undefined) yield `${kept}\n`;
    }
  }
  const target = bucket.file(path).createWriteStream({
    resumable: false,
    metadata: { contentType, metadata },
    preconditionOpts: { ifGenerationMatch: generation },
  });
  await pipeline(Readable.from(changed()), target);
}
