import { describe, expect, test } from '@jest/globals';
import { isOn, stopOnFailure, judge, type Measurement } from '../../core/checks';

const share = (measured: number | null): Measurement => ({
  name: 'uniqueness',
  subject: 'emails',
  measured,
  unit: 'share',
  count: 4,
  total: 1189,
  reason: '4 of 1,189 rows (0.34 %) repeat an id',
  rows: [{ where: 'emails.jsonl, line 17', what: 'id "e17"' }],
});
const minimum = (measured: number): Measurement => ({
  name: 'minimumRows',
  subject: 'emails',
  bound: 'minimum',
  measured,
  unit: 'rows',
  count: measured,
  total: measured,
  reason: `${measured} rows are clean`,
});

describe('a rule', () => {
  test.each<[string, Parameters<typeof judge>, string]>([
    ['is kept at its threshold', [{ level: 'fail', threshold: 0.1 }, share(0.1)], 'passed'],
    ['is broken above it', [{ level: 'fail', threshold: 0.1 }, share(0.1001)], 'failed'],
    ['only warns when it says so', [{ level: 'warn', threshold: 0 }, share(0.01)], 'warned'],
    ['warns between its two limits', [{ level: 'warn', threshold: 0, failAbove: 0.2 }, share(0.2)], 'warned'],
    ['fails above the second', [{ level: 'warn', threshold: 0, failAbove: 0.2 }, share(0.5858)], 'failed'],
    ['is kept below both', [{ level: 'warn', threshold: 0.1, failAbove: 0.2 }, share(0.1)], 'passed'],
    ['of a minimum is kept at its threshold', [{ level: 'fail', threshold: 5 }, minimum(5)], 'passed'],
    ['of a minimum is broken below it', [{ level: 'fail', threshold: 5 }, minimum(4)], 'failed'],
    ['is kept by what was not measured', [{ level: 'fail', threshold: 0 }, share(null)], 'passed'],
  ])('%s', (_, [rule, measurement], outcome) => {
    const check = judge(rule, measurement);
    expect(check).toMatchObject({ ...rule, outcome, measured: measurement.measured });
    expect(check.bound).toBe(measurement.bound);
  });

  test('may be off', () => {
    expect([isOn({ level: 'off', threshold: 0 }), isOn({ level: 'warn', threshold: 0 })]).toEqual([false, true]);
  });
});

describe('the verdict', () => {
  const judged = (...checks: Parameters<typeof stopOnFailure>[0]) => {
    try {
      stopOnFailure(checks, { fix: 'npx landfall run R' });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test('lets warnings pass', () => {
    expect(judged(judge({ level: 'warn', threshold: 0 }, share(0.01)))).toBeUndefined();
  });

  test('names the failed check, what is allowed, the first row, and what to do', () => {
    expect(judged(judge({ level: 'fail', threshold: 0 }, share(0.0034)))).toMatchObject({
      name: 'PermanentError',
      message: 'uniqueness of emails: 4 of 1,189 rows (0.34 %) repeat an id; the pipeline allows none',
      where: 'emails.jsonl, line 17: id "e17"',
      fix: 'npx landfall run R',
    });
  });

  test('names the limit that decided, and how to say that so many are right', () => {
    expect(judged(judge({ level: 'warn', threshold: 0, failAbove: 0.2 }, share(0.5858)))).toMatchObject({
      message:
        'uniqueness of emails: 4 of 1,189 rows (0.34 %) repeat an id; the pipeline allows at most 20 %, ' +
        'unless validation.checks has uniqueness: { level: warn }',
    });
  });

  test('names all of several', () => {
    const failed = [
      judge({ level: 'fail', threshold: 10 }, minimum(3)),
      judge({ level: 'fail', threshold: 0 }, share(0.1)),
    ];
    expect(judged(...failed)).toMatchObject({
      message:
        '2 checks failed. minimumRows of emails: 3 rows are clean; the pipeline asks for at least 10 rows. ' +
        'uniqueness of emails: 4 of 1,189 rows (0.34 %) repeat an id; the pipeline allows none',
    });
  });
});
