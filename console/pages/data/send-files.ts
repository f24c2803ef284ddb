/** Sends the files of an upload in pieces; what breaks off is asked about, and goes on where it was. */
import type { Received, UploadCompleted, UploadTold } from '../../../functions/console/answers';
import { ApiProblem, get, part, post, put } from '../../api';

/** Bytes: as the API takes them at the most. */
const pieceLength = 8 << 20;

/** Before a piece is tried again after the first fault, and at the most, in milliseconds. */
const patience = { first: 1_000, most: 30_000 };

export interface Sending {
  upload: UploadTold;
  /** Of this machine, by their paths. */
  files: Map<string, File>;
  /** Hears of each piece that has arrived. */
  onProgress: (upload: UploadTold) => void;
  signal: AbortSignal;
  pause: (milliseconds: number) => Promise<void>;
}

/** @throws ApiProblem for what will not be taken however often it is sent */
export async function sendFiles({ upload, files, onProgress, signal, pause }: Sending): Promise<UploadCompleted> {
  const path = `uploads/${part(upload.id)}`;
  let current = upload;
  const arrived = (at: number, { received, isWhole }: Received): void => {
    current = { ...current, files: current.files.map((file, i) => (i === at ? { ...file, received, isWhole } : file)) };
    onProgress(current);
  };
  for (const at of upload.files.keys()) {
    let wait = patience.first;
    for (;;) {
      const { path: name, size, received, isWhole } = current.files[at]!;
      if (isWhole) break;
      signal.throwIfAborted();
      try {
        const until = Math.min(received + pieceLength, size);
        const range = size === 0 ? '' : `bytes ${received}-${until - 1}/${size}`;
        arrived(at, await put<Received>(`${path}/files/${at}`, files.get(name)!.slice(received, until), range));
        wait = patience.first;
      } catch (error) {
        if (error instanceof ApiProblem && error.status < 500) throw error;
        await pause(wait);
        wait = Math.min(2 * wait, patience.most);
        // It may have arrived, and the answer been lost.
        const told = await get<UploadTold>(path).catch(() => undefined);
        if (told) current = told;
      }
    }
  }
  return post<UploadCompleted>(`${path}/complete`, {});
}
