/**
 * A long text in parts that a model can read: cut between sentences; within a sentence that is longer than a part between words; within
 * such a word between what a reader sees as characters (Unicode's text segmentation, UAX #29).
 */
import type { BaseModel } from '../catalog';
import { estimatedTokens } from './tokens';

export interface Chunking {
  /** Of a part, at most. */
  tokens: number;
  /** Of the part before that a part begins with, at most: its last sentences, or words where the last one is longer. */
  overlap: number;
}

/** A piece of the text that is not cut. */
interface Unit {
  text: string;
  tokens: number;
}

type Rates = BaseModel['bytesPerToken'];

const granularities = ['sentence', 'word', 'grapheme'] as const;
const segmenters = new Map<string, Intl.Segmenter>();

/** One locale for all: how a text is cut must not depend on the machine. Made when it is first used, which takes milliseconds. */
function segmenterFor(granularity: (typeof granularities)[number]): Intl.Segmenter {
  const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter('en', { granularity });
  segmenters.set(granularity, segmenter);
  return segmenter;
}

/**
 * In their order; without what they share they are the text. Only what a reader sees as one character may be longer than a part.
 * @param rates the bytes of a token, by which tokens are estimated
 */
export function chunksOf(text: string, { tokens, overlap }: Chunking, rates: Rates): string[] {
  const units = unitsOf(text, tokens, rates);
  const chunks: string[] = [];
  for (let first = 0; first < units.length;) {
    let room = tokens - units[first]!.tokens;
    const shared = first === 0 ? '' : endOf(units, first, Math.min(overlap, room), rates);
    room -= estimatedTokens(shared, rates);
    let next = first + 1;
    for (; next < units.length && units[next]!.tokens <= room; next += 1) room -= units[next]!.tokens;
    chunks.push(shared + textOf(units.slice(first, next)));
    first = next;
  }
  return chunks;
}

const textOf = (units: Unit[]): string => units.map(({ text }) => text).join('');

/** The largest pieces that fit into a part, from sentences down. */
function unitsOf(text: string, most: number, rates: Rates, level = 0): Unit[] {
  const tokens = estimatedTokens(text, rates);
  const granularity = granularities[level];
  if (!granularity || (tokens <= most && level > 0)) return [{ text, tokens }];
  return segmentsOf(text, segmenterFor(granularity)).flatMap((segment) => unitsOf(segment, most, rates, level + 1));
}

/** Characters that are segmented at once: the time that each segment takes grows with all of the text that it is cut from. */
const window = 2_000;

/** The last two of a window wait for the next: what comes after may belong to them. */
function segmentsOf(text: string, segmenter: Intl.Segmenter): string[] {
  const segments: string[] = [];
  let size = window;
  for (let at = 0; at < text.length;) {
    const found = Array.from(segmenter.segment(text.slice(at, at + size)), ({ segment }) => segment);
    const isLast = at + size >= text.length;
    const whole = isLast ? found : found.slice(0, -2);
    segments.push(...whole);
    at += whole.reduce((sum, { length }) => sum + length, 0);
    size = whole.length === 0 ? 2 * size : window;
    if (isLast) break;
  }
  return segments;
}

/** What stands before a unit: whole ones, as many as the room has, or words of the last one. */
function endOf(units: Unit[], before: number, room: number, rates: Rates): string {
  let from = before;
  for (let left = room; from > 0 && units[from - 1]!.tokens <= left; from -= 1) left -= units[from - 1]!.tokens;
  return from < before ? textOf(units.slice(from, before)) : lastWords(units[before - 1]!.text, room, rates);
}

function lastWords(text: string, room: number, rates: Rates): string {
  const words = segmentsOf(text, segmenterFor('word'));
  let from = words.length;
  for (let left = room; from > 0; from -= 1) {
    const tokens = estimatedTokens(words[from - 1]!, rates);
    if (tokens > left) break;
    left -= tokens;
  }
  return words.slice(from).join('');
}
