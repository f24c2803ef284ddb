/**
 * A resumable session of Cloud Storage, by its address, which is all that it takes to write the object that it was opened for:
 * docs.cloud.google.com/storage/docs/performing-resumable-uploads
 */
import { OperationError, exitCodes } from '../errors';

/** How far a session is. */
export interface Received {
  /** Bytes. */
  received: number;
  /** The object is there. */
  isWhole: boolean;
}

/** @param size of the whole object, in bytes */
export const askSession = (session: string, size: number): Promise<Received> =>
  send(session, `bytes */${size}`, new Uint8Array(), size);

/** @param from where in the object the bytes begin */
export const sendPiece = (session: string, from: number, bytes: Uint8Array, size: number): Promise<Received> =>
  send(session, `bytes ${from}-${from + bytes.length - 1}/${size}`, bytes, size);

/** @throws OperationError for a session that takes nothing any more */
async function send(session: string, range: string, body: Uint8Array, size: number): Promise<Received> {
  const headers = { 'content-range': range };
  // 308 says here that more is to come, and leads nowhere.
  const response = await fetch(session, {
    method: 'PUT',
    headers,
    body: body as Uint8Array<ArrayBuffer>,
    redirect: 'manual',
  });
  const text = await response.text();
  if (response.ok) return { received: size, isWhole: true };
  if (response.status === 308) {
    const [, last] = /^bytes=0-(\d+)$/.exec(response.headers.get('range') ?? '') ?? [];
    return { received: last === undefined ? 0 : Number(last) + 1, isWhole: false };
  }
  if (response.status === 412)
    throw new OperationError('The batch holds another file of this name already.', {
      exitCode: exitCodes.usage,
      next: 'drop the files once more: they become another batch',
    });
  if (response.status === 404 || response.status === 410)
    throw new OperationError('This upload is over: Cloud Storage keeps one that is not finished for a week.', {
      exitCode: exitCodes.usage,
      next: 'drop the files once more',
    });
  throw new OperationError(`Cloud Storage did not take it: HTTP ${response.status} ${text.slice(0, 300)}`, {
    next: 'try again in a moment',
  });
}
