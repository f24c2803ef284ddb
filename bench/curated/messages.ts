/** Messages of a bank's customers in three parts: what the first batch has, what production is asked, and what tells the truth. */
import { chanceFrom } from '../../core/verdict/random';
import { readLabelled, type Labelled } from '../tuning/labelled';

export interface Messages {
  /** Without the new intents. */
  batch: Labelled[];
  asked: Labelled[];
  /** Of all intents, and never shown to anybody. */
  truth: Labelled[];
  isNew: (label: string) => boolean;
}

/** In an order that the chance says. */
export function shuffled<T>(items: readonly T[], chance: () => number): T[] {
  const keyed = items.map((item) => ({ item, place: chance() }));
  return keyed.toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

/**
 * @param folder with train.csv and test.csv of Banking77
 * @param intents how many there are, of which so many are new
 */
export function readMessages(
  folder: string,
  { intents, unseen, seed }: { intents: number; unseen: number; seed: string },
): Messages {
  const chance = chanceFrom(`messages ${seed}`);
  const all = readLabelled(`${folder}/train.csv`);
  const labels = shuffled(
    [...new Set(all.map(({ label }) => label))].toSorted((a, b) => (a < b ? -1 : 1)),
    chance,
  );
  const chosen = new Set(labels.slice(0, intents));
  const fresh = new Set(labels.slice(0, unseen));
  const isNew = (label: string) => fresh.has(label);
  const known = shuffled(
    all.filter(({ label }) => chosen.has(label) && !isNew(label)),
    chance,
  );
  const half = Math.ceil(known.length / 2);
  return {
    batch: known.slice(0, half),
    asked: shuffled([...known.slice(half), ...all.filter(({ label }) => isNew(label))], chance),
    truth: readLabelled(`${folder}/test.csv`).filter(({ label }) => chosen.has(label)),
    isNew,
  };
}
