/** Files that are dropped on the page: passed on to Cloud Storage in pieces, so that a lost connection costs one piece. */
import { randomUUID } from 'node:crypto';
import { createLedger } from '../../../operations/ledger/ledger';
import { readPipeline } from '../../../operations/pipelines/pipelines';
import {
  beginUpload,
  completeUpload,
  readProgress,
  readUpload,
  receivePiece,
  type OfferedFile,
  type Upload,
} from '../../../operations/drop/uploads';
import type { Received } from '../../../operations/drop/session';
import type { DropPlace, UploadCompleted, UploadTold } from '../answers';
import { HttpProblem } from '../../shared/http/problem';
import type { Route } from './route';

/** Bytes of a piece: as many as are lost with a connection. Cloud Storage takes whole multiples of 256 KiB. */
const longestPiece = 8 << 20;

export const uploads: Route[] = [
  {
    method: 'get',
    path: '/pipelines/:pipeline/sources',
    summary: 'Which files a pipeline takes',
    async answer({ params, deps: { cloud } }): Promise<DropPlace> {
      const { pipeline } = await readPipeline(cloud, params['pipeline']!);
      const sources = Object.entries(pipeline.sources).map(([name, { required }]) => ({ name, required }));
      return { pipeline: pipeline.name, sources };
    },
  },
  {
    method: 'get',
    path: '/pipelines/:pipeline/batches/:batch',
    summary: 'The run that a batch has begun; none yet without one',
    async answer({ params, deps: { cloud } }) {
      const { pipeline, batch } = params;
      return { run: (await createLedger(cloud).findRunOfBatch(pipeline!, batch!))?.run };
    },
  },
  {
    method: 'post',
    path: '/uploads',
    summary: 'Files are offered: {pipeline, batch, files: [{path, folder, source, size}]}',
    async answer({ body, who, deps: { cloud } }): Promise<UploadTold> {
      const offer = offerIn(body);
      const upload = await beginUpload(cloud, randomUUID(), { ...offer, ...(who !== undefined && { by: who }) });
      return told(
        upload,
        upload.files.map(() => ({ received: 0, isWhole: false })),
      );
    },
  },
  {
    method: 'get',
    path: '/uploads/:upload',
    summary: 'How far the files of an upload are',
    async answer({ params, deps: { cloud } }): Promise<UploadTold> {
      const upload = await readUpload(cloud, params['upload']!);
      return told(upload, await readProgress(upload));
    },
  },
  {
    method: 'put',
    path: '/uploads/:upload/files/:file',
    summary: 'A piece of a file, by its place in the upload: bytes, with Content-Range',
    async answer({ params, body, request, deps: { cloud } }): Promise<Received> {
      const [, from] = /^bytes (\d+)-\d+\/\d+$/.exec(request.get('content-range') ?? '') ?? [];
      const bytes = body instanceof Uint8Array ? body : new Uint8Array();
      if (bytes.length > 0 && from === undefined)
        throw new HttpProblem(400, 'it is not said which piece this is', 'send Content-Range: bytes FROM-TO/SIZE');
      if (bytes.length > longestPiece)
        throw new HttpProblem(413, `a piece has more than ${longestPiece >> 20} MiB`, 'send shorter ones');
      const upload = await readUpload(cloud, params['upload']!);
      return receivePiece(upload, Number(params['file']), Number(from ?? 0), bytes);
    },
  },
  {
    method: 'post',
    path: '/uploads/:upload/complete',
    summary: 'Every file has arrived: the batch begins its run, or waits for what it lacks',
    async answer({ params, deps: { cloud } }): Promise<UploadCompleted> {
      return { missing: await completeUpload(cloud, await readUpload(cloud, params['upload']!)) };
    },
  },
];

/** Without the addresses that could be written to. */
const told = ({ id, pipeline, batch, warning, files }: Upload, progress: Received[]): UploadTold => ({
  id,
  pipeline,
  batch,
  ...(warning !== undefined && { warning }),
  files: files.map(({ path, name, source, size }, at) => ({ path, name, source, size, ...progress[at]! })),
});

/** @throws HttpProblem 400 */
function offerIn(body: unknown): { pipeline: string; batch?: string; files: OfferedFile[] } {
  const { pipeline, batch, files } = (body ?? {}) as Record<string, unknown>;
  const isName = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 1000;
  const isFile = (value: unknown): value is OfferedFile => {
    const { path, folder, source, size } = (value ?? {}) as Record<string, unknown>;
    const isOptional = (name: unknown): boolean => name === undefined || isName(name);
    return isName(path) && isOptional(folder) && isOptional(source) && Number.isSafeInteger(size) && Number(size) >= 0;
  };
  const isBatch = batch === undefined || (isName(batch) && /^(?!\.\.?$)[^/\p{Cc}]+$/u.test(batch));
  if (isName(pipeline) && isBatch && Array.isArray(files) && files.every(isFile))
    return { pipeline, files, ...(batch !== undefined && { batch: batch as string }) };
  throw new HttpProblem(400, 'that offers no files', 'send {"pipeline", "files": [{"path", "size"}]}');
}
