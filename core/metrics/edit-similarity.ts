/** Edit similarity: how much of a text stands as it is when it is corrected into its reference. */
import { distance } from 'fastest-levenshtein';
import { bestOf, type MetricKind } from './metric';

/**
 * 1 less the Levenshtein distance by the length of the longer text, in code points: RapidFuzz's
 * Levenshtein.normalized_similarity. 1 for two empty texts.
 */
export const editSimilarity: MetricKind<object> = {
  title: 'edit similarity',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'Levenshtein 1966; Myers 1999, by fastest-levenshtein',
  options: [],
  create: () =>
    bestOf((answer, reference) => {
      const [said, wanted] = asUnits(answer, reference);
      return said === wanted ? 1 : 1 - distance(said, wanted) / Math.max(said.length, wanted.length);
    }),
};

const surrogates = /[\ud800-\udfff]/;

/** Texts in which each code point is one unit of UTF-16, which is what distances are counted in. */
function asUnits(...texts: [string, string]): [string, string] {
  if (!texts.some((text) => surrogates.test(text))) return texts;
  const units = new Map<string, string>();
  const unitOf = (character: string) => {
    if (!units.has(character)) units.set(character, String.fromCharCode(units.size));
    return units.get(character)!;
  };
  return texts.map((text) => Array.from(text, unitOf).join('')) as [string, string];
}
