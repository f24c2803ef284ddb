import { expect, test } from '@jest/globals';
import { comparePairs, type Pairing } from '../../../core/verdict/compare';
import { inShort } from '../../../core/verdict/in-short';
import { usualTerms } from '../../../core/verdict/terms';

/** n examples, of which the candidate alone is right on so many, and the rival alone. */
const against = (rival: string, n: number, wins: number, losses: number): Pairing => ({
  metric: 'exactMatch',
  candidate: 'c1',
  rival,
  candidateScores: Array.from({ length: n }, (_, place) => (place < wins || place >= wins + losses ? 1 : 0)),
  rivalScores: Array.from({ length: n }, (_, place) => (place < wins ? 0 : 1)),
});

const said = (...pairings: Pairing[]) => inShort(comparePairs(pairings, usualTerms({ seed: 'a run' })));

test.each<[string, Pairing[], string]>([
  [
    'better than all, and the one naive rival told is the best',
    [against('base', 120, 80, 0), against('naive:nearest', 120, 40, 10)],
    'c1 is better than base by 67 points (+58 to +74), than the best naive answer (nearest) by 25 (+14 to +36).',
  ],
  [
    'better than one, and no verdict on the other',
    [against('base', 120, 80, 0), against('production', 120, 10, 7)],
    'c1 is better than base by 67 points (+58 to +74); it cannot be told from production: +2.5 points (-4.6 to +9.8), about 260 more held-out rows would tell.',
  ],
  [
    'worse than one of several naive rivals',
    [against('naive:first-words', 120, 60, 2), against('naive:most-frequent', 120, 3, 20)],
    'c1 is better than first words (naive) by 48 points (+39 to +58); it is worse than most frequent (naive) by 14 points (+7 to +22).',
  ],
  [
    'as good as production',
    [against('production', 550, 40, 38)],
    'c1 was not found to be better than production: +0.4 points (-2.8 to +3.6).',
  ],
  [
    'compared with nothing',
    [{ metric: 'm', candidate: 'c1', rival: 'production', unmeasured: 'it was taught another prompt' }],
    'c1 cannot be told from production: it was taught another prompt.',
  ],
])('%s is said in one sentence', (_, pairings, text) => expect(said(...pairings)).toBe(text));
