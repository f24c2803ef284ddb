/** Uploads over HTTP: `objects.insert` as plain media, as multipart (metadata and content in one request), and resumable. */
import express, { Router, type Request, type Response } from 'express';
import type { ContentHashes } from './checksum';
import { parseContentRange } from './content-range';
import {
  allow,
  allowOverwrite,
  baseOf,
  isAllowed,
  jsonBody,
  parameter,
  refuseAcl,
  sendObject,
  writeOptions,
  type StorageContext,
} from './context';
import { invalidParameter, required } from './errors';
import { uploadBody } from './faults';
import { readRelated } from './multipart';
import { parsePreconditions } from './preconditions';
import { writableMetadata, type ObjectRecord } from './records';

type BucketRequest = Request<{ bucket: string }>;

const unknownType = 'application/octet-stream';
const parseJson = express.json({ type: () => true, limit: '10mb' });

export function uploadRoutes(context: StorageContext): Router {
  const router = Router();
  const insert = context.faults.of('storage.objects.insert');

  router.post('/b/:bucket/o', insert, async (request, response) => {
    refuseAcl(request);
    const type = parameter(request, 'uploadType') ?? '';
    if (parameter(request, 'upload_id') !== undefined) await receive(context, request, response);
    else if (type === 'resumable') await begin(context, request, response);
    else if (type === 'media') sendObject(request, response, await simple(context, request, response));
    else if (type === 'multipart') sendObject(request, response, await multipart(context, request, response));
    else throw invalidParameter('uploadType', type);
  });

  router.put('/b/:bucket/o', insert, (request, response) => receive(context, request, response));

  // 499 is what Cloud Storage says of an upload that its client has given up.
  router.delete('/b/:bucket/o', (request, response) => {
    context.uploads.cancel(parameter(request, 'upload_id') ?? '');
    response.status(499).end();
  });

  return router;
}

function simple(
  { access, objects }: StorageContext,
  request: BucketRequest,
  response: Response,
): Promise<ObjectRecord> {
  const { bucket } = request.params;
  const name = parameter(request, 'name');
  if (!name) throw required('name');
  allow(access, request, 'storage.objects.create', bucket, name);
  const metadata = {
    contentType: request.get('content-type') ?? unknownType,
    contentEncoding: parameter(request, 'contentEncoding'),
  };
  const options = { ...writeOptions(access, request, bucket, name), metadata, expected: hashHeader(request) };
  return objects.create(bucket, name, uploadBody(request, response), options);
}

async function multipart(
  { access, objects }: StorageContext,
  request: BucketRequest,
  response: Response,
): Promise<ObjectRecord> {
  const { bucket } = request.params;
  const parts = await readRelated(uploadBody(request, response), request.get('content-type') ?? '');
  const name = parameter(request, 'name') ?? parts.metadata['name'];
  if (typeof name !== 'string' || !name) throw required('name');
  allow(access, request, 'storage.objects.create', bucket, name);
  return objects.create(bucket, name, parts.content, {
    ...writeOptions(access, request, bucket, name),
    metadata: { contentType: parts.contentType ?? unknownType, ...writableMetadata(parts.metadata) },
    expected: { ...hashFields(parts.metadata), ...hashHeader(request) },
  });
}

/** Opens a session and answers with its address. */
async function begin(
  { access, objects, uploads }: StorageContext,
  request: BucketRequest,
  response: Response,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const { bucket } = request.params;
  const resource = jsonBody(request);
  const name = parameter(request, 'name') ?? resource['name'];
  if (typeof name !== 'string' || !name) throw required('name');
  allow(access, request, 'storage.objects.create', bucket, name);
  objects.checkWritable(bucket, name, writeOptions(access, request, bucket, name));

  const announced = request.get('x-upload-content-length');
  const { id } = uploads.start({
    bucket,
    name,
    options: {
      preconditions: parsePreconditions(request.query),
      metadata: { contentType: request.get('x-upload-content-type') ?? unknownType, ...writableMetadata(resource) },
      expected: hashFields(resource),
    },
    mayOverwrite: isAllowed(allowOverwrite(access, request, bucket, name)),
    announced: announced === undefined ? undefined : Number(announced),
  });
  const location = new URL(request.originalUrl, baseOf(request));
  location.searchParams.set('upload_id', id);
  response.set({ location: location.href, 'x-guploader-uploadid': id }).status(200).end();
}

/** A part of a session's content, or a question how far it is. Who knows the session's address may send: it was allowed when it began. */
async function receive({ uploads }: StorageContext, request: BucketRequest, response: Response): Promise<void> {
  const id = parameter(request, 'upload_id');
  if (!id) throw required('upload_id');
  const range = parseContentRange(request.get('content-range'));
  const progress = await uploads.receive(id, range, uploadBody(request, response, range.start), hashHeader(request));
  if (progress.object) return sendObject(request, response, progress.object);
  if (progress.received > 0) response.set('range', `bytes=0-${progress.received - 1}`);
  response.status(308).end();
}

type Expected = Partial<Pick<ContentHashes, 'crc32c' | 'md5'>>;

function hashFields({ crc32c, md5Hash }: Record<string, unknown>): Expected {
  return { ...(typeof crc32c === 'string' && { crc32c }), ...(typeof md5Hash === 'string' && { md5: md5Hash }) };
}

/** `x-goog-hash: crc32c=…,md5=…` and `content-md5`. */
function hashHeader(request: BucketRequest): Expected {
  const hashes = request.get('x-goog-hash') ?? '';
  const crc32c = /(?:^|[,\s])crc32c=([^,\s]+)/.exec(hashes)?.[1];
  const md5 = /(?:^|[,\s])md5=([^,\s]+)/.exec(hashes)?.[1] ?? request.get('content-md5');
  return { ...(crc32c !== undefined && { crc32c }), ...(md5 !== undefined && { md5 }) };
}
