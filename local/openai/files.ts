/** Files that are uploaded for tuning: kept as they came, and in the form that the small model is tuned on. */
import { Router, type Request } from 'express';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { OpenAiContext } from './context';
import { ApiError, invalid } from './errors';
import { InvalidMessages, readMessages } from '../vertex/messages';
import { pageOf } from './pages';
import { filePath, type StoredFile } from './stored';

/** developers.openai.com/api/docs/api-reference/files/create, read on 2026-11-28: bytes of a file. */
const mostBytes = 512_000_000;

export function fileRoutes({ directory, files, now }: OpenAiContext): Router {
  const router = Router();
  const find = ({ params }: Request<{ id: string }>): StoredFile => {
    const file = files.get(params.id);
    if (!file) throw new ApiError(404, `No such File object: ${params.id}`, { param: 'id' });
    return file;
  };

  router.post('/files', async (request, response) => {
    const body = await formOf(request);
    const [purpose, given] = [body.get('purpose'), body.get('file')];
    if (purpose !== 'fine-tune') throw invalid('purpose', `${JSON.stringify(purpose)} is not one of ['fine-tune']`);
    if (!(given instanceof Blob)) throw invalid('file', "'file' is a required property");
    if (given.size > mostBytes) throw new ApiError(413, `File is too large: at most ${mostBytes} bytes are allowed.`);
    const id = `file-${randomBytes(12).toString('hex')}`;
    const path = filePath(directory, id, 'messages');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(await given.arrayBuffer()));
    const file: StoredFile = {
      id,
      object: 'file',
      bytes: given.size,
      created_at: now(),
      filename: (given as File).name,
      purpose,
      status: 'processed',
    };
    files.put(id, file);
    response.json(file);
  });
  router.get('/files', (request, response) => {
    const all = [...files.entries()].map(({ value }) => value);
    const wanted = all.filter(({ purpose }) => [undefined, purpose].includes(request.query['purpose'] as string));
    response.json(
      pageOf(
        wanted.toSorted((a, b) => b.created_at - a.created_at),
        request,
        10_000,
        10_000,
      ),
    );
  });
  router.get('/files/:id', (request, response) => void response.json(find(request)));
  router.get('/files/:id/content', (request, response) => {
    response.type('application/jsonl').send(readFileSync(filePath(directory, find(request).id, 'messages')));
  });
  router.delete('/files/:id', (request, response) => {
    const { id } = find(request);
    files.remove(id);
    for (const form of ['messages', 'contents'] as const) rmSync(filePath(directory, id, form), { force: true });
    response.json({ id, object: 'file', deleted: true });
  });
  return router;
}

async function formOf(request: Request): Promise<FormData> {
  const headers = { 'content-type': request.get('content-type') ?? '' };
  try {
    return await new Response(Readable.toWeb(request) as ReadableStream as never, { headers }).formData();
  } catch {
    throw new ApiError(400, 'The body is no multipart/form-data.');
  }
}

/** developers.openai.com/api/docs/guides/supervised-fine-tuning, read on 2026-11-28. */
const leastExamples = 10;

/**
 * Writes the file in the form that the small model is tuned on.
 * @returns why it cannot be tuned on, if it cannot
 */
export function prepareTraining(directory: string, id: string, isTraining: boolean): string | undefined {
  const lines = readFileSync(filePath(directory, id, 'messages'), 'utf8').split('\n');
  const contents: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      const { messages } = JSON.parse(line) as { messages?: unknown };
      contents.push(JSON.stringify(readMessages(messages)));
    } catch (error) {
      if (!(error instanceof InvalidMessages || error instanceof SyntaxError)) throw error;
      return `The job failed due to an invalid file. Line ${index + 1}: ${error.message}`;
    }
  }
  if (isTraining && contents.length < leastExamples)
    return `Training file has ${contents.length} example(s), but must have at least ${leastExamples} examples`;
  const path = filePath(directory, id, 'contents');
  if (!existsSync(path)) writeFileSync(path, contents.map((line) => `${line}\n`).join(''));
  return undefined;
}
