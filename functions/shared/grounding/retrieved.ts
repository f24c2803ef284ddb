/** Passages as the warehouse found them, in one order. */
import { isAnswerable } from '../../../core/grounding/answerable';
import type { CitedPassage } from '../../../core/grounding/citations';
import { byScores, type Fusion } from '../../../core/grounding/fusion';
import type { SuspectPassage } from '../../../core/grounding/suspicion';
import type { Screened } from './screened';

/** A row of sql/grounding/retrieve.sql. */
export interface FoundRow {
  source: string;
  passage: number;
  object: string;
  generation: string;
  start_byte: number;
  end_byte: number;
  heading: string | null;
  text: string;
  keywords: number | null;
  distance: number | null;
  unknown: number | null;
}

export interface RetrievedPassage extends CitedPassage {
  /** Of both orders together: comparable with those of the same question alone. */
  score: number;
  /** By BM25, and the distance of its vector; absent where it was not among the best of that kind. */
  keywords?: number;
  distance?: number;
}

export interface Retrieved {
  /** The best first. */
  passages: RetrievedPassage[];
  /** Those that seem to speak to the model, left out or not. */
  suspects: SuspectPassage[];
  /** Whether the corpus seems to have the answer. */
  isInSources: boolean;
}

/** What the weight on meaning should be, and that sums beat ranks, is measured by `npm run bench -- grounding`. */
const fuse: Fusion = byScores(0.4);

/** @param screen keeps as many as are wanted of those that it is given, the best first */
export function retrievedFrom(
  rows: readonly FoundRow[],
  screen: (ordered: RetrievedPassage[]) => Screened<RetrievedPassage>,
  fusion: Fusion = fuse,
): Retrieved {
  const scores = fusion(
    rows.map(({ keywords, distance }) => ({ keywords: keywords ?? undefined, distance: distance ?? undefined })),
  );
  const ordered = rows.map((row, place) => passageOf(row, scores[place]!)).toSorted((a, b) => b.score - a.score);
  const { passages, suspects } = screen(ordered);
  return { passages, suspects, isInSources: isAnswerable(rows[0]?.unknown ?? 1, passages.length) };
}

const passageOf = (row: FoundRow, score: number): RetrievedPassage => ({
  text: row.text,
  heading: row.heading ?? '',
  score,
  ...(row.keywords !== null && { keywords: row.keywords }),
  ...(row.distance !== null && { distance: row.distance }),
  citation: {
    object: row.object,
    generation: row.generation,
    start: Number(row.start_byte),
    end: Number(row.end_byte),
    quote: row.text,
  },
});
