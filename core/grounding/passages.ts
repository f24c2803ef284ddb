/** A text cut into passages: each a piece of its bytes, no longer than is asked for, that begins and ends where a sentence does. */
import { sentencesOf, type Span } from './sentences';

/** Sizes in tokens, by estimate. */
export interface PassageSize {
  /** The most a passage has, unless one sentence alone has more. */
  tokens: number;
  /** What a passage repeats of the end of the one before it, within one section; less than a half of its tokens. */
  overlap: number;
}

export interface Passage {
  /** Bytes of the UTF-8 text: from the first on, up to the one before `end`. */
  start: number;
  end: number;
  text: string;
  /** The headings that it stands below, the highest first: "Returns > When you get your money"; '' without any. */
  heading: string;
}

/** A passage in the middle of a page says what it is about in its headings: so it is embedded, searched, screened, and told to a model. */
export const belowHeading = ({ heading, text }: Pick<Passage, 'heading' | 'text'>): string =>
  heading === '' ? text : `${heading}\n${text}`;

/** About four bytes of English a token, three of other scripts (catalog, bytesPerToken). */
const estimatedTokens = (text: string): number => {
  const bytes = Buffer.byteLength(text);
  const others = Math.min(bytes, 2 * (bytes - text.length));
  return Math.ceil((bytes - others) / 4 + others / 3);
};

/** A section shorter than this share of a passage is joined to the next one. */
const short = 1 / 4;

interface Unit extends Span {
  tokens: number;
  heading: string;
  /** It is a heading itself, which begins a passage where there is enough before it. */
  isHeading: boolean;
}

export function passagesOf(text: string, { tokens: most, overlap }: PassageSize): Passage[] {
  const units = unitsOf(text);
  const passages: Unit[][] = [];
  let passage: Unit[] = [];
  const size = (some: readonly Unit[]) => some.reduce((sum, { tokens }) => sum + tokens, 0);
  const close = (next: Unit[]) => {
    // A heading with nothing below it is none of a passage's own.
    if (passage.some(({ isHeading }) => !isHeading)) passages.push(passage);
    passage = next;
  };
  for (const unit of units) {
    const isFull = passage.length > 0 && size(passage) + unit.tokens > most;
    if (unit.isHeading && size(passage) >= most * short) close([]);
    else if (isFull) close(unit.isHeading ? [] : tailOf(passage, overlap, most - unit.tokens));
    passage.push(unit);
  }
  close([]);
  const byteAt = byteOffsets(text);
  return passages.map((some) => {
    const [first, last] = [some[0]!, some.at(-1)!];
    const body = some.find(({ isHeading }) => !isHeading)!;
    return {
      start: byteAt(first.start),
      end: byteAt(last.end),
      text: text.slice(first.start, last.end),
      heading: body.heading,
    };
  });
}

/** The last sentences of a passage that together have no more tokens than the overlap, and leave room for what comes. */
function tailOf(passage: readonly Unit[], overlap: number, room: number): Unit[] {
  const tail: Unit[] = [];
  let left = Math.min(overlap, room);
  for (const unit of passage.toReversed()) {
    left -= unit.tokens;
    if (unit.isHeading || left < 0) break;
    tail.unshift(unit);
  }
  // The whole passage again would be no step forward.
  return tail.length < passage.length ? tail : [];
}

/** Headings and sentences of a Markdown or plain text, in their order. */
function unitsOf(text: string): Unit[] {
  const path: string[] = [];
  return sentencesOf(text).map((span) => {
    const written = text.slice(span.start, span.end);
    const [, marks, title] = /^(#{1,6})[ \t]+(.*?)[ \t]*#*$/.exec(written) ?? [];
    if (marks !== undefined) path.splice(marks.length - 1, path.length, title!);
    return {
      ...span,
      tokens: estimatedTokens(written),
      heading: path.filter(Boolean).join(' > '),
      isHeading: marks !== undefined,
    };
  });
}

/** The offset in bytes of an offset in characters; asked in ascending order it walks the text once. */
function byteOffsets(text: string): (offset: number) => number {
  const known = { offset: 0, bytes: 0 };
  return (offset) => {
    if (offset < known.offset) Object.assign(known, { offset: 0, bytes: 0 });
    known.bytes += Buffer.byteLength(text.slice(known.offset, offset));
    known.offset = offset;
    return known.bytes;
  };
}
