/** Where the sentences of a text begin and end. */

/** Characters of a text: from the first on, up to the one before `end`. */
export interface Span {
  start: number;
  end: number;
}

/** What ends a sentence, with the marks that close after it; a point within a number, an address or a short form does not. */
const ends = /(?:[.!?…]+["'”’)\]]*(?=\s)|[。！？]+[」』）]*|$)/gu;

/** Words that end with a point and no sentence: of more than one letter, and single letters as in names. */
const shortForm = /(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|etc|approx|e\.g|i\.e|z\.B|bzw|ca)\.$/u;

/**
 * Line by line, since a heading, a list's item and a row of a table are each their own; a paragraph that is broken into lines is
 * one piece of text. White space around a sentence is none of it.
 */
export function sentencesOf(text: string): Span[] {
  return blocksOf(text).flatMap((block) => sentencesIn(text, block));
}

/** Lines that belong together: those of a paragraph; a heading, an item or a row of a table alone. */
function blocksOf(text: string): Span[] {
  const blocks: Span[] = [];
  let open: Span | undefined;
  for (const { index, 0: line } of text.matchAll(/[^\n]+/g)) {
    const standsAlone = /^\s*(?:#{1,6}[ \t]|[-*+][ \t]|\d+[.)][ \t]|\||>|```)/.test(line);
    const follows = open && /^[ \t]*\r?\n[ \t]*$/.test(text.slice(open.end, index));
    if (line.trim() === '') open = undefined;
    else if (open && follows && !standsAlone) open.end = index + line.length;
    else blocks.push((open = { start: index, end: index + line.length }));
    // What follows a heading is no part of it; an item goes on in the next line.
    if (/^\s*(?:#{1,6}[ \t]|\||```)/.test(line)) open = undefined;
  }
  return blocks;
}

function sentencesIn(text: string, { start, end }: Span): Span[] {
  const block = text.slice(start, end);
  const spans: Span[] = [];
  let begin = 0;
  for (const { index, 0: mark } of block.matchAll(ends)) {
    const stop = index + mark.length;
    if (stop < block.length && shortForm.test(block.slice(begin, stop))) continue;
    const trimmed = trim(block, { start: begin, end: stop });
    if (trimmed) spans.push({ start: start + trimmed.start, end: start + trimmed.end });
    begin = stop;
  }
  return spans;
}

function trim(text: string, { start, end }: Span): Span | undefined {
  const written = text.slice(start, end);
  const kept = written.trim();
  if (kept === '') return undefined;
  const from = start + written.indexOf(kept);
  return { start: from, end: from + kept.length };
}
