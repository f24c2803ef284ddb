/** Sending an object's content: whole or a range of it, as stored or unzipped for those who cannot unzip. */
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { StorageError } from './errors';
import type { OpenObject } from './object-store';
import { etagOf } from './resource';
import type { ObjectRecord } from './records';

/** Streams the content of an open object; a reader that goes away ends it quietly. */
export async function sendContent<P>(opened: OpenObject, request: Request<P>, response: Response): Promise<void> {
  const { object } = opened;
  if (object.custom.contentEncoding === 'gzip' && !takesGzip(request, object)) {
    sendHeaders(response, {
      ...headersOf(object),
      'content-encoding': undefined,
      warning: '214 UploadServer gunzipped',
    });
    await untilGone(response, pipeline(opened.read(), createGunzip(), response));
    return;
  }
  const range = rangeOf(request, object.size);
  sendHeaders(response, headersOf(object));
  if (range) {
    response.status(206).set('content-range', `bytes ${range.start}-${range.end}/${object.size}`);
  }
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  response.set('content-length', String(end - start + 1));
  if (end < start) response.end();
  else await untilGone(response, pipeline(opened.read({ start, end }), response));
}

/** https://cloud.google.com/storage/docs/transcoding: whoever asks for gzip is sent it as stored, and everybody where the object may not be transformed. */
function takesGzip<P>(request: Request<P>, { custom }: ObjectRecord): boolean {
  if (/\bno-transform\b/.test(custom.cacheControl ?? '')) return true;
  const codings = (request.get('accept-encoding') ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  return codings.some((coding) => /^gzip\s*(;|$)/.test(coding) && !/;\s*q=0(\.0*)?$/.test(coding));
}

async function untilGone(response: Response, sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** One range of bytes; several at once are answered with the whole, as HTTP allows. @throws StorageError 416 */
function rangeOf<P>(request: Request<P>, size: number): { start: number; end: number } | undefined {
  const ranges = request.range(size, { combine: true });
  if (ranges === -1) {
    const message = `The requested range cannot be satisfied: the object has ${size} bytes.`;
    throw new StorageError(416, 'requestedRangeNotSatisfiable', message, { name: 'Range', type: 'header' });
  }
  if (ranges === undefined || ranges === -2 || ranges.length !== 1 || ranges.type !== 'bytes') return undefined;
  return ranges[0];
}

type Headers = Record<string, string | undefined>;

/** As they are: Express's own `set` would add a character set to a type that has none. */
function sendHeaders(response: Response, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
}

function headersOf(object: ObjectRecord): Headers {
  const { custom, crc32c, md5 } = object;
  return {
    'content-type': custom.contentType ?? 'application/octet-stream',
    'content-encoding': custom.contentEncoding,
    'content-disposition': custom.contentDisposition,
    'content-language': custom.contentLanguage,
    'cache-control': custom.cacheControl ?? 'no-cache, no-store, max-age=0, must-revalidate',
    'accept-ranges': 'bytes',
    etag: etagOf(object),
    'last-modified': new Date(object.updated).toUTCString(),
    'x-goog-generation': object.generation,
    'x-goog-metageneration': object.metageneration,
    'x-goog-storage-class': custom.storageClass ?? 'STANDARD',
    'x-goog-hash': `crc32c=${crc32c}${md5 === undefined ? '' : `,md5=${md5}`}`,
    'x-goog-stored-content-encoding': custom.contentEncoding ?? 'identity',
    'x-goog-stored-content-length': String(object.size),
    'x-goog-component-count': object.componentCount?.toString(),
  };
}
