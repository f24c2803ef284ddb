/** Files sent with a load job: multipart in one request, or resumable in pieces. */
import { Router, json, type Request } from 'express';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readRelated } from '../../storage/multipart';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import type { Jobs } from '../jobs/jobs';
import { answerError, textOf } from './http';
import { insertJob } from './insert-job';

interface Session {
  project: string;
  body: object;
  path: string;
}

export function uploadRoutes(context: Context, jobs: Jobs): Router {
  const router = Router();
  const sessions = new Map<string, Session>();
  const newPath = () => join(context.directory, 'uploads', randomUUID());

  router.post('/projects/:project/jobs', json(), async (request: Request<{ project: string }>, response) => {
    const { project } = request.params;
    const principal = context.access.identify(request.header('authorization'));
    const kind = textOf(request.query.uploadType) || request.header('x-goog-upload-protocol');
    if (kind === 'multipart') {
      const { metadata, content } = await readRelated(request, request.header('content-type') ?? '').catch(badRequest);
      const path = newPath();
      await pipeline(content, createWriteStream(path));
      response.json(
        await insertJob(context, jobs, project, metadata, principal, path).catch((error: unknown) =>
          dropped(path, error),
        ),
      );
    } else if (kind === 'resumable') {
      const id = randomUUID();
      sessions.set(id, { project, body: (request.body as object | undefined) ?? {}, path: newPath() });
      const url = new URL(request.originalUrl, `http://${request.header('host')}`);
      url.searchParams.set('upload_id', id);
      response.set('Location', url.href).set('X-GUploader-UploadID', id).status(200).end();
    } else throw new BigQueryError('invalid', `Unknown uploadType: ${kind}`);
  });

  router.put('/projects/:project/jobs', async (request: Request<{ project: string }>, response) => {
    const id = textOf(request.query.upload_id);
    const session = sessions.get(id);
    if (!session) throw new BigQueryError('notFound', `Not found: upload ${id}`);
    const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(request.header('content-range') ?? '');
    const have = await fileSize(session.path);
    const start = range?.[1] === undefined ? have : Number(range[1]);
    if (start > have)
      throw new BigQueryError(
        'invalid',
        `Upload ${id} has ${have} bytes: a piece that begins at ${start} leaves a gap`,
      );
    await pipeline(request, createWriteStream(session.path, { flags: have === 0 ? 'w' : 'r+', start }));
    const size = await fileSize(session.path);
    const total = range && range[3] !== '*' ? Number(range[3]) : range ? undefined : size;
    if (total === undefined || size < total) {
      if (size > 0) response.set('Range', `bytes=0-${size - 1}`);
      response.status(308).end();
      return;
    }
    const principal = context.access.identify(request.header('authorization'));
    sessions.delete(id);
    response.json(
      await insertJob(context, jobs, session.project, session.body, principal, session.path).catch((error: unknown) =>
        dropped(session.path, error),
      ),
    );
  });

  router.use(answerError);
  return router;
}

async function dropped(path: string, error: unknown): Promise<never> {
  await rm(path, { force: true });
  throw error;
}

function badRequest(error: unknown): never {
  throw new BigQueryError('invalid', error instanceof Error ? error.message : String(error));
}

const fileSize = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;
