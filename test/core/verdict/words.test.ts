import { expect, test } from '@jest/globals';
import { comparePairs, type Pairing } from '../../../core/verdict/compare';
import { verdictText } from '../../../core/verdict/words';
import { usualTerms, type Terms } from '../../../core/verdict/terms';

const counted = (n: number, wins: number, losses: number) => ({
  metric: 'exactMatch',
  candidate: 'c1',
  rival: 'production',
  candidateScores: Array.from({ length: n }, (_, place) => (place < wins || place >= wins + losses ? 1 : 0)),
  rivalScores: Array.from({ length: n }, (_, place) => (place < wins ? 0 : 1)),
});

const said = (pairing: Pairing, terms: Partial<Terms> = {}) =>
  verdictText(comparePairs([pairing], usualTerms({ seed: 'a run', ...terms }))[0]!);

test.each<[string, Pairing, Partial<Terms>, string]>([
  [
    'better',
    counted(550, 55, 28),
    {},
    'c1 is better than production: exactMatch 0.949 against 0.9, +4.9 points (95 % interval +1.7 to +8.2) on 550 examples. c1 did better on 55 examples and production on 28: equal models would look as good in 0.2 % of runs, and 5 % is allowed.',
  ],
  [
    'better by a margin',
    counted(550, 75, 28),
    { margin: 0.02 },
    'c1 is better than production by more than 2 points: exactMatch 0.949 against 0.864, +8.5 points (95 % interval +5 to +12.2) on 550 examples. c1 did better on 75 examples and production on 28: a true gain of just 2 points would look as good in 0.01 % of runs, and 5 % is allowed.',
  ],
  [
    'worse',
    counted(112, 3, 15),
    {},
    'c1 is worse than production: exactMatch 0.866 against 0.973, -10.7 points (95 % interval -18.7 to -3.7) on 112 examples. c1 did better on 3 examples and production on 15: equal models would look as bad in 0.38 % of runs, and 5 % is allowed.',
  ],
  [
    'no difference',
    counted(550, 40, 38),
    {},
    'No difference was found between c1 and production: exactMatch 0.931 against 0.927, +0.4 points (95 % interval -2.8 to +3.6) on 550 examples. A gain of 5 points is seen in 92 % of runs with examples as many and as different as these.',
  ],
  [
    'not measurable',
    counted(112, 10, 7),
    {},
    'Whether c1 is better than production is not measurable: exactMatch 0.938 against 0.911, +2.7 points (95 % interval -4.9 to +10.5) on 112 examples. It needs about 300 more held-out rows to see the gain of 5 points in 80 % of runs. A gain of 5 points is seen in 31 % of runs with examples as many and as different as these.',
  ],
  [
    'not measurable, the gain ruled out',
    counted(112, 4, 10),
    {},
    'Whether c1 is better than production is not measurable: exactMatch 0.911 against 0.964, -5.4 points (95 % interval -12.7 to +1.3) on 112 examples. It needs about 230 more held-out rows to see the gain of 5 points in 80 % of runs. A gain of 5 points is seen in 35 % of runs with examples as many and as different as these. Such a gain lies outside the interval all the same.',
  ],
  [
    'unmeasured',
    { metric: 'm', candidate: 'c1', rival: 'production', slice: 'language de', unmeasured: 'the endpoint is gone' },
    {},
    'Whether c1 is better than production on language de is not measurable: the endpoint is gone.',
  ],
  [
    'a naive rival by what it answers',
    { ...counted(550, 55, 28), rival: 'naive:nearest' },
    {},
    "c1 is better than the nearest training example's answer (naive): exactMatch 0.949 against 0.9, +4.9 points (95 % interval +1.7 to +8.2) on 550 examples. c1 did better on 55 examples and the nearest training example's answer (naive) on 28: equal models would look as good in 0.2 % of runs, and 5 % is allowed.",
  ],
  [
    'by group',
    { ...counted(60, 9, 0), clusters: Array.from({ length: 60 }, (_, place) => place % 20) },
    {},
    'c1 is better than production: exactMatch 1 against 0.85, +15 points (95 % interval +7.7 to +22.3) on 60 examples in 20 groups. c1 did better on 9 examples and production on 0: equal models would look as good in 0.2 % of runs, and 5 % is allowed.',
  ],
])('%s is said with its numbers', (_, pairing, terms, text) => expect(said(pairing, terms)).toBe(text));
