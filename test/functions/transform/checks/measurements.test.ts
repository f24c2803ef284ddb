import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../../functions/transform/checks/findings';
import * as measure from '../../../../functions/transform/checks/measurements';
import type { Measurement } from '../../../../core/checks';

const finding = (count: number, total: number, facts: string[] = [], details: Finding['details'] = {}): Finding => ({
  name: 'x',
  count,
  total,
  details,
  rows: facts.length > 0 ? [{ key: 'k1', origin: 'gs://b/o#1:7', facts }] : [],
});
const generation = { temperature: 0, topP: 1, maxOutputTokens: 64, stopSequences: [] };

describe('what was found', () => {
  test.each<[Measurement, number | null, reason: string, what: string]>([
    [
      measure.measureMinimum(finding(90, 100)),
      90,
      '90 of 100 selected examples are left to train on and to hold out',
      '',
    ],
    [
      measure.measureExactDuplicates(finding(4, 10_003, ['Where?', 'atm'])),
      4 / 10_003,
      '4 of 10,003 examples (0.04 %) are equal to another in prompt and target, and left out',
      'prompt "Where?", target "atm"',
    ],
    [
      measure.measureNearDuplicates(finding(38, 9999, ['a b', 'a c', 'k0', '0.8461538'], { withAnotherTarget: 2 })),
      38 / 9999,
      '38 of 9,999 examples (0.38 %) are nearly the same as another, 2 of them with another target',
      'prompt "a b" and "a c" of k0, 85 % alike',
    ],
    [
      measure.measureNearDuplicates(finding(0, 9999)),
      0,
      '0 of 9,999 examples (0 %) are nearly the same as another',
      '',
    ],
    [
      measure.measureConflicts(finding(2, 4, ['Where?', 'atm', ''])),
      0.5,
      '2 of 4 examples (50 %) have a prompt with another target elsewhere',
      'prompt "Where?" with target "atm" and with (a text with personal data)',
    ],
    [
      measure.measureTargetLength(finding(1, 4, ['x\ny', '80']), generation),
      0.25,
      '1 of 4 examples (25 %) have a target of more than generation.maxOutputTokens (64) tokens, by estimate',
      'target "x\\ny" of about 80 tokens',
    ],
    [
      measure.measureLanguages(finding(3, 10, ['Wo ist sie?', 'de'], { en: 7, de: 2, fr: 1, und: 5 })),
      0.3,
      '3 of 10 examples (30 %) whose language is told are not in the main one, en: de 2, fr 1; of 5 it cannot be told',
      'prompt "Wo ist sie?", which seems to be de',
    ],
    [measure.measureLanguages(finding(0, 0, [], { und: 5 })), null, 'no language is told; of 5 it cannot be told', ''],
    [
      measure.measureLeakage(finding(5, 100, ['a', 'b', 'k9', '1'], { trainingExamplesLeftOut: 7 })),
      0.05,
      '5 of 100 examples (5 %) held out have a prompt that was also, or nearly, among the training examples, of which 7 are left out',
      'prompt "a" and "b" of k9, 100 % alike',
    ],
    [
      measure.measurePersonalData(finding(2, 8, ['email a***@b***.com'], { email: 2, phone: 1 }), 'redact'),
      0.25,
      '2 of 8 examples (25 %) have personal data or secrets (email 2, phone 1), which is replaced by tokens',
      'email a***@b***.com',
    ],
    [
      measure.measurePersonalData(finding(0, 8), 'redact'),
      0,
      '0 of 8 examples (0 %) have personal data or secrets',
      '',
    ],
    [measure.measureExactDuplicates(finding(0, 0)), null, 'there is no example to look at', ''],
  ])('is told in figures and words: %#', (measurement, measured, reason, what) => {
    expect(measurement).toMatchObject({ measured, reason });
    expect(measurement.rows ?? []).toEqual(what ? [{ where: 'k1', origin: 'gs://b/o#1:7', what }] : []);
  });
});
