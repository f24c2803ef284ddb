/** The Content-Range of a resumable upload, in all the forms that clients send. */
import { StorageError } from './errors';
import type { UploadRange } from './uploads';

const form = /^bytes (?:(?<none>\*)|(?<start>\d+)-(?:(?<end>\d+)|\*))\/(?:(?<total>\d+)|\*)$/;

// No header: the body is the whole object. `bytes */*` and `bytes */9`: a question how far the upload is.
// `bytes 0-3/9` and `bytes 0-3/*`: a part. `bytes 4-*/9` and `bytes 4-*/*`: everything from byte 4.

/** @throws StorageError 400 on any other form. */
export function parseContentRange(header: string | undefined): UploadRange {
  if (header === undefined) return { start: 0, last: true };
  const found = form.exec(header.trim())?.groups;
  if (!found) {
    const location = { name: 'Content-Range', type: 'header' } as const;
    throw new StorageError(400, 'invalid', `Failed to parse Content-Range header: '${header}'`, location);
  }
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const [start, end, total] = [number(found['start']), number(found['end']), number(found['total'])];
  // Everything from `start`, of a length not announced: the end of the body is the end of the object.
  return { start, end, total, last: start !== undefined && end === undefined && total === undefined };
}
