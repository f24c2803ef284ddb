/** Votes, counted by category. */

export interface Tally {
  votes: number;
  counts: number[];
}

/** @param categories how many there are */
export const freshTally = (categories: number): Tally => ({
  votes: 0,
  counts: Array.from({ length: categories }, () => 0),
});

/** One more vote, in place: a tally is counted on for millions of them. */
export function countVote(tally: Tally, category: number): void {
  tally.votes += 1;
  tally.counts[category]! += 1;
}
