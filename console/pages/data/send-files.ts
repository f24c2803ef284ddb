/** Sends the files of an upload in pieces; what breaks off is asked about, and goes on where it was. */
import type { Received, UploadCompleted, UploadTold } from '../../../functions/console/answers';

/** Bytes: as the API takes them at the most. */
const pieceLength = 8 << 20;

/** Before a piece is tried again after the first fault, and at the most, in milliseconds. */
const patience = { first: 1_000, most: 30_000 };

export interface Sending {
  upload: UploadTold;
  /** Of this machine, by their paths. */
  files: Map<string, Blob>;
  /** Hears of each piece that has arrived. */
  onProgress: (upload: UploadTold) => void;
  signal: AbortSignal;
}

/** How an upload is sent; a refusal that stays one has a status below 500. */
export interface UploadPort {
  /** @param at of the file in the upload. @param range as Content-Range says it */
  put: (at: number, bytes: Blob, range: string) => Promise<Received>;
  look: () => Promise<UploadTold>;
  complete: () => Promise<UploadCompleted>;
  pause: (milliseconds: number) => Promise<void>;
}

/** @throws what is refused however often it is sent */
export async function sendFiles(
  { upload, files, onProgress, signal }: Sending,
  { put, look, complete, pause }: UploadPort,
): Promise<UploadCompleted> {
  let current = upload;
  const tell = (told: UploadTold): void => {
    current = told;
    onProgress(told);
  };
  for (const at of upload.files.keys()) {
    let wait = patience.first;
    for (;;) {
      const { path, size, received, isWhole } = current.files[at]!;
      if (isWhole) break;
      signal.throwIfAborted();
      try {
        const until = Math.min(received + pieceLength, size);
        // Of an empty file there is nothing to send, and it is whole once it is asked about.
        const range = size === 0 ? '' : `bytes ${received}-${until - 1}/${size}`;
        const arrived = await put(at, files.get(path)!.slice(received, until), range);
        tell({ ...current, files: current.files.map((file, i) => (i === at ? { ...file, ...arrived } : file)) });
        wait = patience.first;
      } catch (error) {
        if (isRefusal(error)) throw error;
        await pause(wait);
        wait = Math.min(2 * wait, patience.most);
        // It may have arrived, and the answer been lost.
        const told = await look().catch(() => undefined);
        if (told) tell(told);
      }
    }
  }
  return complete();
}

const isRefusal = (error: unknown): boolean => Number((error as { status?: unknown }).status ?? 500) < 500;
