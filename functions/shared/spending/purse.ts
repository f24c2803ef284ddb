/**
 * Money for the questions of one delivery of an evaluation: the most that each may cost is held before it is asked. It is drawn for
 * many questions at once, since a month's spending can be changed about once a second; what was paid takes its place when the purse
 * is closed. Of a delivery that was killed all that it had drawn counts as paid.
 */
import { RetryableError } from '../../../core/errors';
import { overBudget, overBudgetError } from '../../../core/over-budget';
import { deliveryDraw, draw, evaluationEntry, mayComeBack, settleDraw, type Shortage } from '../../../core/spending';
import type { Run, Spending } from '../../../schemas/generated/types';
import { configurationOf } from '../stage/ledger';
import type { StageDeps } from '../stage/stage';
import { changeSpending, workingSince } from './change';

export interface Purse {
  /**
   * Holds the most that a question may cost.
   * @throws PermanentError where the budget has no room for it, RetryableError while others hold what may be left
   */
  reserve(most: number): Promise<void>;
  /** What it has cost, in place of the most. */
  pay(most: number, paid: number): void;
  /** What was not paid is free again. */
  close(): Promise<void>;
}

/** Questions, at the price of the one at hand, that money is drawn for together: as many as there is room for. */
const questionsAhead = [50, 10, 3, 1];

/** Times, and milliseconds before each, that is asked again for what others hold: a shard has done after some forty seconds. */
const [mostWaits, pause] = [12, 5000];

type PurseDeps = Pick<StageDeps, 'ledger' | 'clock' | 'holder'>;

/** Whatever comes of the work, money that was drawn for it and not paid is free again. */
export async function withPurse<T>(run: Run, deps: PurseDeps, work: (purse: Purse) => Promise<T>): Promise<T> {
  const purse = openPurse(run, deps);
  try {
    return await work(purse);
  } finally {
    await purse.close();
  }
}

export function openPurse(run: Run, deps: PurseDeps): Purse {
  const entry = evaluationEntry(run.run);
  let id: string | undefined;
  let [held, reserved, paid] = [0, 0, 0];
  let drawing: Promise<void> | undefined;

  async function drawFor(most: number, waits = 0): Promise<void> {
    const now = deps.clock.now();
    id ??= deliveryDraw(now, deps.holder);
    const drawId = id;
    const { budget: caps } = configurationOf(run).pipeline.tuning;
    const terms = { caps, at: now.toISOString() };
    const wanted = questionsAhead.map((count) => paid + reserved + count * most);
    const { got, refused, spending } = await changeSpending(
      run,
      (before) => {
        let last: Shortage | undefined;
        for (const all of wanted) {
          const drawn = draw(before, { entry, draw: drawId, most: all, run: run.run }, terms);
          if (!drawn.refused) return { spending: drawn.spending, got: all };
          last = drawn.refused;
        }
        return { spending: before, got: 0, refused: last };
      },
      deps,
    );
    if (!refused) {
      held = got;
      return;
    }
    if (!othersDraw(spending, entry, drawId, now))
      throw overBudgetError([overBudget(refused, 'the next question of the evaluation')], refused, run);
    if (waits >= mostWaits)
      throw new RetryableError('what is left of the budget is held by others who ask, until they have');
    await deps.clock.sleep(pause);
    await drawFor(most, waits + 1);
  }

  return {
    async reserve(most) {
      while (paid + reserved + most > held) {
        drawing ??= drawFor(most).finally(() => (drawing = undefined));
        await drawing;
      }
      reserved += most;
    },
    pay(most, cost) {
      reserved -= most;
      paid += cost;
    },
    async close() {
      if (id === undefined) return;
      const [drawId, cost] = [id, paid + reserved];
      [id, held, reserved, paid] = [undefined, 0, 0, 0];
      await changeSpending(run, (before) => ({ spending: settleDraw(before, entry, drawId, cost) }), deps);
    },
  };
}

/** Whether somebody else asks now, of whose draw some may come back. */
function othersDraw({ entries }: Spending, entry: string, own: string, now: Date): boolean {
  return Object.keys(entries[entry]?.draws ?? {}).some((id) => id !== own && mayComeBack(id, workingSince(now)));
}
