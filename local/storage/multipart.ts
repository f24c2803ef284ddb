/** A multipart/related upload, read as a stream: the object's metadata as JSON, then its content. */
import { invalid } from './errors';

export interface RelatedParts {
  metadata: Record<string, unknown>;
  /** The Content-Type of the content's own part. */
  contentType?: string;
  /** To be read to its end; throws StorageError 400 when the closing boundary never comes. */
  content: AsyncIterable<Buffer>;
}

/** Boundaries come bare, in double quotes, and (from gcloud) in single quotes that are not part of them. */
export function boundaryOf(contentType: string): string {
  const found = /boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2] ?? found?.[3];
  if (!boundary) throw invalid('Missing boundary in the Content-Type of a multipart request.');
  return boundary;
}

/** @throws StorageError 400 when the body is not metadata and content between the announced boundaries. */
export async function readRelated(body: AsyncIterable<Buffer>, contentType: string): Promise<RelatedParts> {
  const boundary = boundaryOf(contentType);
  const input = new Input(body);
  const opening = (await input.until('\n')).toString();
  if (opening.trimEnd() !== `--${boundary}`) throw invalid('The body does not begin with its boundary.');
  // RFC 2046 asks for CRLF; gcloud ends its lines with LF alone, throughout.
  const eol = opening.endsWith('\r') ? '\r\n' : '\n';
  const delimiter = `${eol}--${boundary}`;

  await readHeaders(input);
  const metadata = parseMetadata(await input.until(delimiter));
  await input.until('\n');
  const headers = await readHeaders(input);
  return { metadata, contentType: headers.get('content-type'), content: input.streamUntil(delimiter) };
}

function parseMetadata(text: Buffer): Record<string, unknown> {
  try {
    const metadata: unknown = JSON.parse(text.toString() || '{}');
    if (typeof metadata === 'object' && metadata !== null) return metadata as Record<string, unknown>;
  } catch {
    // Falls through: not JSON.
  }
  throw invalid('The first part of a multipart upload must be the JSON of an object resource.');
}

async function readHeaders(input: Input): Promise<Map<string, string>> {
  const headers = new Map<string, string>();
  for (;;) {
    const line = (await input.until('\n')).toString().trimEnd();
    if (line === '') return headers;
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** Metadata is small; a first part beyond this is no metadata. */
const maxHeld = 10 * 1024 * 1024;

class Input {
  private held: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(body: AsyncIterable<Buffer>) {
    this.chunks = body[Symbol.asyncIterator]();
  }

  /** The bytes before the next `delimiter`, which is consumed. */
  async until(delimiter: string): Promise<Buffer> {
    for (;;) {
      const at = this.held.indexOf(delimiter);
      if (at >= 0) {
        const found = this.held.subarray(0, at);
        this.held = this.held.subarray(at + delimiter.length);
        return found;
      }
      if (this.held.length > maxHeld) throw invalid('The metadata of a multipart upload is too long.');
      await this.more();
    }
  }

  /** As `until`, chunk by chunk: holds back only what may be the beginning of the delimiter. The rest of the body is read and dropped. */
  async *streamUntil(delimiter: string): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.held.indexOf(delimiter);
      const safe = at >= 0 ? at : Math.max(0, this.held.length - delimiter.length + 1);
      if (safe > 0) yield this.held.subarray(0, safe);
      this.held = this.held.subarray(safe);
      if (at >= 0) break;
      await this.more();
    }
    while (!(await this.chunks.next()).done);
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done) throw invalid('The multipart body ended before its closing boundary.');
    this.held = this.held.length > 0 ? Buffer.concat([this.held, next.value]) : next.value;
  }
}
