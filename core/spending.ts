/**
 * What a pipeline's runs may still spend in a month. Whatever will cost money is committed first, at the most that it is meant
 * to come to, and counts so until the bill is known. All of a run stands in the month in which it began, so that one
 * compare-and-swap holds both of its caps.
 */
import type { Run, Spending, SpendingEntry } from '../schemas/generated/types';

/** What a run, and a month of a pipeline, may cost together. */
export interface Caps {
  run: number;
  month: number;
}

export type MoneyClaim = Pick<
  SpendingEntry,
  'run' | 'purpose' | 'candidate' | 'base' | 'dataset' | 'tokens' | 'committed'
> & { id: string };

/** What there is no room for, and under which cap. */
export interface Shortage {
  id: string;
  candidate?: string;
  cap: keyof Caps;
  limit: number;
  left: number;
  asked: number;
}

/** Of the bill, what is committed for it: a bill for more than a quarter above the estimate takes from what is left. */
export const heldForBill = 1.25;

/** As 2026-11, UTC. */
export const monthOf = ({ createdAt }: Pick<Run, 'createdAt'>): string => createdAt.slice(0, 7);

export const tuningEntry = (run: string, candidate: string): string => `${run}/tune/${candidate}`;
export const evaluationEntry = (run: string): string => `${run}/evaluate`;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const drawn = ({ draws = {} }: Pick<SpendingEntry, 'draws'>): number => sum(Object.values(draws));

/** What was drawn of an entry, as far as it is settled at what was paid. */
export const drawnFor = ({ entries }: Spending, id: string): number => drawn(entries[id] ?? {});

/** What an entry counts against the caps. */
export const heldBy = (entry: Pick<SpendingEntry, 'committed' | 'draws' | 'spent'>): number =>
  entry.spent ?? Math.max(entry.committed, drawn(entry));

/** What counts against each cap by now. */
export function heldIn({ entries }: Spending, run: string): Caps {
  const all = Object.values(entries);
  return { run: sum(all.filter((entry) => entry.run === run).map(heldBy)), month: sum(all.map(heldBy)) };
}

export const withoutRun = (spending: Spending, run: string): Spending => ({
  ...spending,
  entries: Object.fromEntries(Object.entries(spending.entries).filter(([, entry]) => entry.run !== run)),
});

function roomFor(spending: Spending, wanted: Pick<MoneyClaim, 'id' | 'run' | 'candidate'>, asked: number, caps: Caps) {
  const held = heldIn(spending, wanted.run);
  const [cap] = (['run', 'month'] as const).filter((each) => held[each] + asked > caps[each]);
  if (cap === undefined) return undefined;
  const { id, candidate } = wanted;
  const left = Math.max(0, caps[cap] - held[cap]);
  return { id, ...(candidate !== undefined && { candidate }), cap, limit: caps[cap], left, asked } satisfies Shortage;
}

/**
 * Commits what fits, in order; what is committed already stays as it is.
 * @param at ISO 8601
 * @returns the spending with it, and what does not fit
 */
export function withCommitted(
  spending: Spending,
  wanted: MoneyClaim[],
  { caps, at }: { caps: Caps; at: string },
): { spending: Spending; refused: Shortage[] } {
  const refused: Shortage[] = [];
  const after = wanted.reduce<Spending>((held, { id, ...entry }) => {
    if (held.entries[id]) return held;
    const refusal = roomFor(held, { id, ...entry }, entry.committed, caps);
    if (refusal) {
      refused.push(refusal);
      return held;
    }
    return withEntry(held, id, { ...entry, at });
  }, spending);
  return { spending: after, refused };
}

/** Takes from what an entry has committed, and beyond that from what the caps leave; a draw that is there is raised. */
export function draw(
  spending: Spending,
  { entry: id, draw: drawId, most, run }: { entry: string; draw: string; most: number; run: string },
  { caps, at }: { caps: Caps; at: string },
): { spending: Spending; refused?: Shortage } {
  const found = spending.entries[id] ?? { run, purpose: 'evaluation' as const, at, committed: 0 };
  const { spent, settledAt: _settledAt, ...open } = found;
  const entry: SpendingEntry = { ...open, committed: spent ?? open.committed };
  if ((entry.draws?.[drawId] ?? -1) >= most) return { spending };
  const after = { ...entry, draws: { ...entry.draws, [drawId]: most } };
  // What is committed is not all drawn: where another bill is above its own, what is drawn may have room all the same.
  const committed = spent ?? 0;
  const before = { ...entry, committed };
  const asked = heldBy({ ...after, committed }) - heldBy(before);
  const refused = roomFor(withEntry(spending, id, before), { id, run }, asked, caps);
  return refused ? { spending, refused } : { spending: withEntry(spending, id, after) };
}

/** What a batch may cost at most is drawn under its name. */
const batches = 'batch ';
export const batchDraw = (batch: string): string => `${batches}${batch}`;

/** What a candidate's machine is taken to cost until it is evaluated is drawn under its name. */
export const machineDraw = (candidate: string): string => `machine ${candidate}`;

/** What a delivery draws is drawn under its beginning, by which it is told when that must have ended, and its holder. */
export const deliveryDraw = (now: Date, holder: string): string => `${now.toISOString()} ${holder}`;

/** NaN of what no delivery has drawn. */
const begunAt = (drawId: string): number => Date.parse(drawId.split(' ')[0]!);

/** Whether whoever has drawn may still be at work: its delivery began after `since`. */
const isAtWork = (drawId: string, since: Date): boolean => begunAt(drawId) > since.getTime();

/** Whether it was a delivery that has ended by now without a word. */
export const wasCutOff = (drawId: string, since: Date): boolean => begunAt(drawId) < since.getTime();

/** Whether some of a draw may come back: of a batch too. */
export const mayComeBack = (drawId: string, since: Date): boolean =>
  drawId.startsWith(batches) || isAtWork(drawId, since);

/** Under this name stands what all draws have come to that are settled: there may be thousands. */
const settledDraws = 'settled';

/** What was drawn has come to so much; the first time counts. */
export function settleDraw(spending: Spending, id: string, drawId: string, paid: number): Spending {
  const entry = spending.entries[id];
  if (entry?.draws?.[drawId] === undefined) return spending;
  const { [drawId]: _drawn, [settledDraws]: before = 0, ...open } = entry.draws;
  const draws = { ...open, ...(before + paid > 0 && { [settledDraws]: before + paid }) };
  return withEntry(spending, id, { ...entry, draws });
}

/** The bill is known: the first time counts. @param spent absent: what was drawn */
export function withBill(spending: Spending, id: string, at: string, spent?: number): Spending {
  const entry = spending.entries[id];
  if (!entry || entry.spent !== undefined) return spending;
  return withEntry(spending, id, { ...entry, spent: spent ?? drawn(entry), settledAt: at });
}

/** Nothing comes of it: it costs nothing, unless a try is open that may have come to something. */
export function withGivenBack(spending: Spending, id: string, at: string): Spending {
  const entry = spending.entries[id];
  return entry && drawn(entry) === 0 ? withBill(spending, id, at, 0) : spending;
}

/**
 * A run has ended, and begins nothing more: what it was not billed for is free again. A tuning that has a job has its own bill, or counts
 * as committed; one that has none costs nothing, and an evaluation what was drawn for it.
 * @param tuned ids of the entries that have a job
 * @returns whether somebody may still be at work for it, whose draws are waited for
 */
export function withEnded(
  spending: Spending,
  run: string,
  tuned: ReadonlySet<string>,
  { at, since }: { at: string; since: Date },
): { spending: Spending; isAtWork: boolean } {
  const open = Object.entries(spending.entries).filter(
    ([id, entry]) => entry.run === run && entry.spent === undefined && !tuned.has(id),
  );
  const isBusy = ({ draws = {} }: SpendingEntry) => Object.keys(draws).some((drawId) => isAtWork(drawId, since));
  const ended = open
    .filter(([, entry]) => !isBusy(entry))
    .reduce((after, [id, { purpose }]) => withBill(after, id, at, purpose === 'tuning' ? 0 : undefined), spending);
  return { spending: ended, isAtWork: open.some(([, entry]) => isBusy(entry)) };
}

const withEntry = (spending: Spending, id: string, entry: SpendingEntry): Spending => ({
  ...spending,
  entries: { ...spending.entries, [id]: entry },
});
