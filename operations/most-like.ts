/** What somebody who mistyped a name may have meant. */

/** The name most like the one that was typed, by the letters the two have in common; none where that is too little. */
export function mostLike(typed: string, known: string[]): string | undefined {
  const alike = known
    .map((name) => ({ name, share: likeness(typed, name) }))
    .filter(({ share }) => share >= leastLikeness);
  return alike.toSorted((a, b) => b.share - a.share)[0]?.name;
}

/** Two letters that change places in a word of five leave it so alike. */
const leastLikeness = 0.4;

/** How many pairs of letters the two have in common, of all that they have (Dice 1945): 1 for the same pairs, 0 for none. */
function likeness(a: string, b: string): number {
  const pairsOf = (text: string): Set<string> => new Set(Array.from(text).map((_, i) => text.slice(i, i + 2)));
  const [pairs, others] = [pairsOf(a), pairsOf(b)];
  return (2 * [...pairs].filter((pair) => others.has(pair)).length) / (pairs.size + others.size);
}
