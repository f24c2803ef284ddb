import { describe, expect, test } from '@jest/globals';
import { overBudget, overBudgetError, renewsOn } from '../../core/over-budget';
import { withCommitted, draw, heldIn, withBill, settleDraw, withGivenBack, type MoneyClaim } from '../../core/spending';
import type { Spending } from '../../schemas/generated/types';

const run = '20261123-3f9a2c1b';
const other = '20261124-00000000';
const nothing: Spending = { pipeline: 'p', month: '2026-11', currency: 'USD', entries: {} };
const at = '2026-11-23T08:00:00Z';
const terms = { caps: { run: 10, month: 15 }, at };

const tuning = (candidate: string, committed: number, of = run): MoneyClaim => ({
  id: `${of}/tune/${candidate}`,
  run: of,
  purpose: 'tuning',
  candidate,
  committed,
});

test('what was committed may be drawn as far as there is room, though a bill was above what was held for it', () => {
  const evaluation: MoneyClaim = { id: `${run}/evaluate`, run, purpose: 'evaluation', committed: 4 };
  const { spending } = withCommitted(nothing, [evaluation, tuning('a', 6)], terms);
  const billed = withBill(spending, `${run}/tune/a`, at, 8);
  expect(heldIn(billed, run).run).toBe(12);
  const drawn = draw(billed, { entry: evaluation.id, draw: 'one', most: 2, run }, terms);
  expect(drawn.refused).toBeUndefined();
  expect(draw(drawn.spending, { entry: evaluation.id, draw: 'two', most: 1, run }, terms).refused).toMatchObject({
    cap: 'run',
    left: 0,
    asked: 1,
  });
});

describe('what a run may spend', () => {
  test('is committed in order, as much as fits under the cap of the run', () => {
    const { spending, refused } = withCommitted(nothing, [tuning('a', 6), tuning('b', 5), tuning('c', 4)], terms);
    expect(Object.keys(spending.entries)).toEqual([`${run}/tune/a`, `${run}/tune/c`]);
    expect(refused).toEqual([{ id: `${run}/tune/b`, candidate: 'b', cap: 'run', limit: 10, left: 4, asked: 5 }]);
  });

  test('is committed under the cap of the month, whichever run has taken the rest', () => {
    const before = withCommitted(nothing, [tuning('a', 9, other)], terms).spending;
    expect(withCommitted(before, [tuning('a', 7)], terms).refused).toMatchObject([
      { cap: 'month', limit: 15, left: 6 },
    ]);
    expect(heldIn(withCommitted(before, [tuning('a', 6)], terms).spending, run)).toEqual({ run: 6, month: 15 });
  });

  test('is the same when it is committed again, though the prices are others by now', () => {
    const once = withCommitted(nothing, [tuning('a', 6)], terms).spending;
    expect(withCommitted(once, [tuning('a', 9)], terms)).toEqual({ spending: once, refused: [] });
  });

  test('counts as committed until the bill is known, and as the bill from then on, which is known once', () => {
    const held = withCommitted(nothing, [tuning('a', 10)], terms).spending;
    const settled = withBill(held, `${run}/tune/a`, at, 3);
    expect(heldIn(settled, run)).toEqual({ run: 3, month: 3 });
    expect(withBill(settled, `${run}/tune/a`, at, 9)).toBe(settled);
    expect(withCommitted(settled, [tuning('b', 7)], terms).refused).toEqual([]);
  });

  test('is given back where nothing comes of it, and not while a try is open that may have come to something', () => {
    const id = `${run}/tune/a`;
    const held = withCommitted(nothing, [tuning('a', 6)], terms).spending;
    const tried = draw(held, { entry: id, draw: 'one', most: 6, run }, terms).spending;
    expect(withGivenBack(tried, id, at)).toBe(tried);
    expect(heldIn(withGivenBack(settleDraw(tried, id, 'one', 0), id, at), run)).toEqual({ run: 0, month: 0 });
  });
});

describe('what an evaluation draws', () => {
  const entry = `${run}/evaluate`;
  const reserved = withCommitted(nothing, [{ id: entry, run, purpose: 'evaluation', committed: 4 }], terms).spending;
  const drawn = (spending: Spending, id: string, most: number) => draw(spending, { entry, draw: id, most, run }, terms);

  test('comes out of what was committed, and then out of what is left', () => {
    const once = drawn(reserved, 'one', 3).spending;
    expect(heldIn(once, run).run).toBe(4);
    const twice = drawn(once, 'two', 3).spending;
    expect(heldIn(twice, run).run).toBe(6);
    expect(drawn(twice, 'three', 5).refused).toMatchObject({ cap: 'run', left: 4, asked: 5 });
  });

  test('is drawn once by a name, and is what was paid once that is known', () => {
    const once = drawn(reserved, 'one', 6).spending;
    expect(drawn(once, 'one', 6)).toEqual({ spending: once });
    expect(heldIn(settleDraw(once, entry, 'one', 5), run).run).toBe(5);
    expect(heldIn(withBill(settleDraw(once, entry, 'one', 1), entry, at), run).run).toBe(1);
  });

  test('opens a bill again that was thought to be all', () => {
    const settled = withBill(settleDraw(drawn(reserved, 'one', 3).spending, entry, 'one', 1), entry, at);
    const again = drawn(settled, 'two', 2).spending;
    expect(heldIn(again, run).run).toBe(3);
    expect(again.entries[entry]).not.toHaveProperty('spent');
  });
});

describe('a refusal', () => {
  const refusal = { id: 'x', candidate: 'b', cap: 'month', limit: 100, left: 3.5, asked: 9.9 } as const;

  test('says what, how much is left, and of what', () => {
    expect(overBudget(refusal, 'tuning b')).toBe(
      'tuning b may take $9.90, and of the $100.00 that the runs of a month may spend (tuning.budget.month) $3.50 are left',
    );
  });

  test('says where it is set, when it renews, and how to raise it', () => {
    const begun = { pipeline: 'p', createdAt: '2026-12-31T23:59:59Z' };
    expect(renewsOn(begun)).toBe('1 January 2027');
    const error = overBudgetError(['no'], refusal, begun);
    expect(error.where).toBe('pipelines/p/pipeline.yaml, tuning.budget.month');
    expect(error.fix).toMatch(/^drop the batch after 1 January 2027 \(UTC\).* or raise tuning\.budget\.month/);
    expect(overBudgetError(['no'], { ...refusal, cap: 'run' }, begun).fix).toMatch(/^raise tuning\.budget\.run/);
  });
});
