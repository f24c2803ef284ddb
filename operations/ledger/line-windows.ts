/** Lines of an object of any size, a window of them at a time: where they begin is found once for each generation of it. */
import type { File, Storage } from '@google-cloud/storage';
import { endingAlone } from '../../core/broken-off';
import { parseGsUri } from '../../core/gs-uri';
import { placedLines } from '../../core/lines';
import { createRecent } from '../../core/recent';
import { UnknownName, exitCodes } from '../errors';
import { unlessGone } from './unless-gone';

export interface ShownLine {
  text: string;
  /** Characters at its end that are left out. */
  left?: number;
}

export interface LineWindow {
  /** Lines of the whole object. */
  total: number;
  from: number;
  lines: ShownLine[];
}

/** From one byte to another, which is no longer part of it. */
export interface Stretch {
  start: number;
  end: number;
}

export interface LineWindows {
  /**
   * No more of the object than the window is read, and of a line no more kept than is asked for.
   * @param longest characters of a line. @param total lines of the object, where that is known: the first window is there at once then
   * @throws UnknownName when the object is gone
   */
  read(uri: string, window: { from: number; count: number; longest: number; total?: number }): Promise<LineWindow>;
}

/** Of so many lines the first one's place is kept. */
const apart = 64;
/** Objects whose places are kept: 100,000 lines have some 1,600. */
const indexesKept = 50;

interface Places {
  /** Of every 64th line. */
  starts: number[];
  lines: number;
}

export function createLineWindows(storage: Storage): LineWindows {
  const kept = createRecent<Places>(indexesKept);
  return {
    async read(uri, { from, count, longest, total }) {
      const file = await openNow(storage, uri);
      const finding = kept(`${uri}#${file.generation}`, () => findPlaces(file));
      // Where it fails, whoever asks for a further window is told.
      finding.catch(() => {});
      const places = from === 0 && total !== undefined ? { starts: [0], lines: total } : await finding;
      const first = Math.floor(from / apart);
      const lines: ShownLine[] = [];
      if (count === 0 || from >= places.lines) return { total: places.lines, from, lines };
      let number = first * apart;
      for await (const { text } of linesOf(file, { start: places.starts[first]!, end: endOf(places, from + count) })) {
        if (number >= from) lines.push(shownLine(text, longest));
        number += 1;
        if (number === from + count) break;
      }
      return { total: places.lines, from, lines };
    },
  };
}

/** The object as it is by now. @throws UnknownName when it is gone */
export async function openNow(storage: Storage, uri: string): Promise<File> {
  const { bucket, name } = parseGsUri(uri);
  const found = await unlessGone(storage.bucket(bucket).file(name).getMetadata());
  if (!found)
    throw new UnknownName(`${uri} is gone.`, {
      exitCode: exitCodes.usage,
      why: 'what is kept for a time only has been deleted',
    });
  return storage.bucket(bucket).file(name, { generation: Number(found[0].generation) });
}

async function findPlaces(file: File): Promise<Places> {
  const places: Places = { starts: [], lines: 0 };
  for await (const { start } of linesOf(file)) {
    if (places.lines % apart === 0) places.starts.push(start);
    places.lines += 1;
  }
  return places;
}

/** Lines of the object, or of a stretch of it, streamed, each with its place in what is read. */
export const linesOf = (file: File, { start, end }: Partial<Stretch> = {}): ReturnType<typeof placedLines> =>
  placedLines(endingAlone(file.createReadStream({ start, ...(end !== undefined && { end: end - 1 }) })));

/** Undefined where it is not known, or the object's own. */
const endOf = ({ starts }: Places, line: number): number | undefined => starts[Math.ceil(line / apart)];

/** Never ends within a character. */
export function shownLine(text: string, longest: number): ShownLine {
  if (text.length <= longest) return { text };
  const shown = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
  return { text: shown, left: text.length - shown.length };
}
