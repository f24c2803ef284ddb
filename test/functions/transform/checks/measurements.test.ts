import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../../functions/transform/checks/findings';
import { exampleChecks, type CheckName } from '../../../../functions/transform/checks/example-checks';
import type { Figures } from '../../../../functions/transform/checks/measurements';
import { exampleRun } from '../../fakes';

const finding = (count: number, total: number, facts: string[] = [], details: Finding['details'] = {}): Finding => ({
  name: 'x',
  count,
  total,
  details,
  rows: facts.length > 0 ? [{ key: 'k1', origin: 'gs://b/o#1:7', facts }] : [],
});

const { pipeline } = exampleRun((configuration) => {
  configuration.pipeline.generation.maxOutputTokens = 64;
  configuration.pipeline.validation.personalData.policy = 'redact';
}).configuration;

function measure(name: CheckName, found: Finding): Figures {
  const check = exampleChecks.find((each) => each.name === name);
  if (check?.file === undefined) throw new Error(`no statement finds ${name}`);
  return check.measure(found, pipeline);
}

describe('what was found', () => {
  test.each<[Figures, number | null, reason: string, what: string]>([
    [
      measure('minimumExamples', finding(90, 100)),
      90,
      '90 of 100 selected examples are left to train on and to hold out',
      '',
    ],
    [
      measure('exactDuplicates', finding(4, 10_003, ['Where?', 'atm'])),
      4 / 10_003,
      '4 of 10,003 examples (0.04 %) are equal to another in prompt and target, and left out',
      'prompt "Where?", target "atm"',
    ],
    [
      measure('nearDuplicates', finding(38, 9999, ['a b', 'a c', 'k0', '0.8461538'], { withAnotherTarget: 2 })),
      38 / 9999,
      '38 of 9,999 examples (0.38 %) are nearly the same as another, 2 of them with another target',
      'prompt "a b" and "a c" of k0, 85 % alike',
    ],
    [measure('nearDuplicates', finding(0, 9999)), 0, '0 of 9,999 examples (0 %) are nearly the same as another', ''],
    [
      measure('conflictingTargets', finding(2, 4, ['Where?', 'atm', ''])),
      0.5,
      '2 of 4 examples (50 %) have a prompt with another target elsewhere',
      'prompt "Where?" with target "atm" and with (a text with personal data)',
    ],
    [
      measure('targetLength', finding(1, 4, ['x\ny', '80'])),
      0.25,
      '1 of 4 examples (25 %) have a target of more than generation.maxOutputTokens (64) tokens, by estimate',
      'target "x\\ny" of about 80 tokens',
    ],
    [
      measure('languageMix', finding(3, 10, ['Wo ist sie?', 'de'], { en: 7, de: 2, fr: 1, und: 5 })),
      0.3,
      '3 of 10 examples (30 %) whose language is told are not in the main one, en: de 2, fr 1; of 5 it cannot be told',
      'prompt "Wo ist sie?", which seems to be de',
    ],
    [measure('languageMix', finding(0, 0, [], { und: 5 })), null, 'no language is told; of 5 it cannot be told', ''],
    [
      measure('leakage', finding(5, 100, ['a', 'b', 'k9', '1'], { trainingExamplesLeftOut: 7 })),
      0.05,
      '5 of 100 examples (5 %) held out have a prompt that was also, or nearly, among the training examples, of which 7 are left out',
      'prompt "a" and "b" of k9, 100 % alike',
    ],
    [
      measure('personalData', finding(2, 8, ['email a***@b***.com'], { email: 2, phone: 1 })),
      0.25,
      '2 of 8 examples (25 %) have personal data or secrets (email 2, phone 1), which is replaced by tokens',
      'email a***@b***.com',
    ],
    [measure('personalData', finding(0, 8)), 0, '0 of 8 examples (0 %) have personal data or secrets', ''],
    [measure('exactDuplicates', finding(0, 0)), null, 'there is no example to look at', ''],
  ])('is told in figures and words: %#', (measurement, measured, reason, what) => {
    expect(measurement).toMatchObject({ measured, reason });
    expect(measurement.rows ?? []).toEqual(what ? [{ where: 'k1', origin: 'gs://b/o#1:7', what }] : []);
  });
});
