/** Objects over HTTP: the `objects` methods of the JSON API, except for uploads. */
import express, { Router, type Request, type Response } from 'express';
import {
  allow,
  allowKnowing,
  baseOf,
  jsonBody,
  parameter,
  refuseAcl,
  selection,
  sendObject,
  sourceSelection,
  wholeNumber,
  writeOptions,
  type StorageContext,
} from './context';
import { sendContent } from './download';
import { invalid, objectNotFound, required } from './errors';
import type { Source } from './object-store';
import { writableMetadata, type ObjectMetadata } from './records';
import { objectResource } from './resource';

export function objectRoutes(context: StorageContext): Router {
  const { access, buckets, objects, faults } = context;
  const router = Router();
  const json = express.json({ type: () => true, limit: '10mb' });

  router.get('/b/:bucket/o', faults.of('storage.objects.list'), (request, response) => {
    const { bucket } = request.params;
    allow(access, request, 'storage.objects.list', bucket);
    // Nothing is deleted softly here.
    if (parameter(request, 'softDeleted') === 'true') {
      if (parameter(request, 'versions') === 'true') throw invalid('versions and softDeleted cannot both be true.');
      buckets.get(bucket);
      return response.json({ kind: 'storage#objects' });
    }
    const page = objects.list(bucket, {
      prefix: parameter(request, 'prefix'),
      delimiter: parameter(request, 'delimiter') || undefined,
      includeTrailingDelimiter: parameter(request, 'includeTrailingDelimiter') === 'true',
      startOffset: parameter(request, 'startOffset'),
      endOffset: parameter(request, 'endOffset'),
      matchGlob: parameter(request, 'matchGlob'),
      versions: parameter(request, 'versions') === 'true',
      maxResults: wholeNumber(request, 'maxResults'),
      pageToken: parameter(request, 'pageToken') || undefined,
    });
    response.json({
      kind: 'storage#objects',
      nextPageToken: page.nextPageToken,
      prefixes: page.prefixes.length > 0 ? page.prefixes : undefined,
      items: page.items.length > 0 ? page.items.map((object) => objectResource(object, baseOf(request))) : undefined,
    });
  });

  router.get('/b/:bucket/o/:object', faults.of('storage.objects.get'), async (request, response) => {
    const { bucket, object: name } = request.params;
    allow(access, request, 'storage.objects.get', bucket, name);
    allowKnowing(context, request, bucket, name);
    if (parameter(request, 'softDeleted') === 'true') throw objectNotFound(bucket, name);
    if (parameter(request, 'alt') !== 'media')
      return sendObject(request, response, objects.get(bucket, name, selection(request)));
    await sendMedia(context, request, response);
  });

  for (const method of ['patch', 'update'] as const) {
    const verb = method === 'patch' ? 'patch' : 'put';
    router[verb]('/b/:bucket/o/:object', faults.of(`storage.objects.${method}`), json, (request, response) => {
      const { bucket, object: name } = request.params;
      allow(access, request, 'storage.objects.update', bucket, name);
      refuseAcl(request);
      const picked = { ...selection(request), replace: method === 'update' };
      sendObject(request, response, objects.update(bucket, name, jsonBody(request), picked));
    });
  }

  router.delete('/b/:bucket/o/:object', faults.of('storage.objects.delete'), (request, response) => {
    const { bucket, object: name } = request.params;
    allow(access, request, 'storage.objects.delete', bucket, name);
    objects.delete(bucket, name, selection(request));
    response.status(204).end();
  });

  router.post('/b/:bucket/o/:object/restore', faults.of('storage.objects.restore'), (request) => {
    const { bucket, object: name } = request.params;
    allow(access, request, 'storage.objects.restore', bucket, name);
    if (wholeNumber(request, 'generation') === undefined) throw required('generation');
    buckets.get(bucket);
    throw objectNotFound(bucket, name);
  });

  router.post(
    '/b/:bucket/o/:object/moveTo/o/:toObject',
    faults.of('storage.objects.move'),
    async (request, response) => {
      const { bucket, object: name, toObject } = request.params;
      allow(access, request, 'storage.objects.move', bucket, name);
      allow(access, request, 'storage.objects.create', bucket, toObject);
      const source = { name, ...sourceSelection(request) };
      const options = writeOptions(access, request, bucket, toObject);
      sendObject(request, response, await objects.move(bucket, source, toObject, options));
    },
  );

  router.post('/b/:bucket/o/:object/compose', faults.of('storage.objects.compose'), json, async (request, response) => {
    const { bucket, object: name } = request.params;
    allow(access, request, 'storage.objects.create', bucket, name);
    refuseAcl(request);
    const { sourceObjects, destination } = jsonBody(request);
    const sources = parseSources(sourceObjects);
    for (const source of sources) allow(access, request, 'storage.objects.get', bucket, source.name);
    const metadata = writableMetadata((destination ?? {}) as Record<string, unknown>);
    const options = { ...writeOptions(access, request, bucket, name), metadata };
    sendObject(request, response, await objects.compose(bucket, name, sources, options));
  });

  const copy = async (request: Request<CopyParams>) => {
    const { bucket, object: name, toBucket, toObject } = request.params;
    allow(access, request, 'storage.objects.get', bucket, name);
    allow(access, request, 'storage.objects.create', toBucket, toObject);
    refuseAcl(request);
    const source = { bucket, name, ...sourceSelection(request) };
    const options = {
      ...writeOptions(access, request, toBucket, toObject),
      metadata: ownMetadata(jsonBody(request)),
    };
    return objects.copy(source, { bucket: toBucket, name: toObject }, options);
  };

  router.post(
    '/b/:bucket/o/:object/copyTo/b/:toBucket/o/:toObject',
    faults.of('storage.objects.copy'),
    json,
    async (request, response) => {
      sendObject(request, response, await copy(request));
    },
  );

  // One call is always enough, since copying moves no bytes; a rewrite token is therefore never handed out.
  router.post(
    '/b/:bucket/o/:object/rewriteTo/b/:toBucket/o/:toObject',
    faults.of('storage.objects.rewrite'),
    json,
    async (request, response) => {
      const object = await copy(request);
      const size = String(object.size);
      const resource = objectResource(object, baseOf(request));
      response.json({
        kind: 'storage#rewriteResponse',
        totalBytesRewritten: size,
        objectSize: size,
        done: true,
        resource,
      });
    },
  );

  return router;
}

/** `GET /download/storage/v1/b/B/o/O`: the same content under the address that media downloads have. */
export function downloadRoutes(context: StorageContext): Router {
  const router = Router();
  router.get('/b/:bucket/o/:object', context.faults.of('storage.objects.get'), async (request, response) => {
    const { bucket, object: name } = request.params;
    allow(context.access, request, 'storage.objects.get', bucket, name);
    allowKnowing(context, request, bucket, name);
    await sendMedia(context, request, response);
  });
  return router;
}

async function sendMedia(
  { objects }: StorageContext,
  request: Request<ObjectParams>,
  response: Response,
): Promise<void> {
  const opened = objects.open(request.params.bucket, request.params.object, selection(request));
  try {
    await sendContent(opened, request as Request, response);
  } finally {
    opened.close();
  }
}

type ObjectParams = { bucket: string; object: string };
type CopyParams = ObjectParams & { toBucket: string; toObject: string };

/** Metadata that a copy brings of its own, which replaces the source's; an empty body brings none. */
function ownMetadata(body: Record<string, unknown>): ObjectMetadata | undefined {
  const metadata = writableMetadata(body);
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}

function parseSources(list: unknown): Source[] {
  if (!Array.isArray(list)) throw invalid('sourceObjects must be a list.');
  return list.map(
    (source: { name?: string; generation?: string; objectPreconditions?: { ifGenerationMatch?: string } }) => {
      if (!source?.name) throw invalid('Each source object must have a name.');
      const match = source.objectPreconditions?.ifGenerationMatch;
      const preconditions = match === undefined ? {} : { generationMatch: String(match) };
      return { name: source.name, generation: source.generation?.toString(), preconditions };
    },
  );
}
