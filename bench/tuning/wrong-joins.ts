/** Ways in which a dataset gets targets of the wrong rows. */
import { createRandom, permutation } from '../../local/vertex/model/random';
import type { ProbedRow } from './probed-set';

/** Of the rows of a trial. */
export type Join = (rows: ProbedRow[], seed: number) => ProbedRow[];

export const joinedTo = (rows: ProbedRow[], whose: (place: number) => number): ProbedRow[] =>
  joined(
    rows,
    rows.map((_, place) => whose(place)),
  );

export const joined = (rows: ProbedRow[], whose: number[]): ProbedRow[] =>
  rows.map((row, place) => ({ ...row, target: rows[whose[place]!]!.target }));

type KeyOf = (row: ProbedRow) => string;
export const owner: KeyOf = (row) => row.owner;
export const day: KeyOf = (row) => row.day ?? '';
export const kind: KeyOf = (row) => row.kind ?? '';
export const truncated: KeyOf = (row) => row.owner.slice(0, -1);

function placesBy(keyOf: KeyOf, rows: ProbedRow[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  rows.forEach((row, place) => places.set(keyOf(row), [...(places.get(keyOf(row)) ?? []), place]));
  return places;
}

export function by(keyOf: KeyOf, choose: (alike: number[], place: number, seed: number) => number): Join {
  return (rows, seed) => {
    const places = placesBy(keyOf, rows);
    return joinedTo(rows, (place) => choose(places.get(keyOf(rows[place]!))!, place, seed));
  };
}

export const next = (alike: number[], place: number): number => alike[(alike.indexOf(place) + 1) % alike.length]!;
export const previous = (alike: number[], place: number): number => alike.at(alike.indexOf(place) - 1)!;
export const first = ([place]: number[]): number => place!;
export const last = (alike: number[]): number => alike.at(-1)!;
export const any = (alike: number[], place: number, seed: number): number =>
  alike[Math.floor(createRandom(seed * 100_003 + place)() * alike.length)]!;

export const everyBy =
  (keyOf: KeyOf): Join =>
  (rows) => {
    const places = placesBy(keyOf, rows);
    return rows.flatMap((row) => places.get(keyOf(row))!.map((place) => ({ ...row, target: rows[place]!.target })));
  };

export function shuffledWithin(keyOf: KeyOf): Join {
  return (rows, seed) => {
    const whose = rows.map((_, place) => place);
    for (const alike of placesBy(keyOf, rows).values())
      permutation(alike.length, seed).forEach((other, place) => (whose[alike[place]!] = alike[other]!));
    return joined(rows, whose);
  };
}

/** As a join by row number does where one side is sorted otherwise, or misses a row. */
export function offByOne(rows: ProbedRow[]): ProbedRow[] {
  const sorted = rows.toSorted((one, other) => (one.prompt < other.prompt ? -1 : 1));
  return joinedTo(sorted, (place) => (place + 1) % sorted.length);
}

export function halfShuffled(rows: ProbedRow[], seed: number): ProbedRow[] {
  const half = Math.floor(rows.length / 2);
  const whose = [...permutation(half, seed), ...rows.keys()];
  return joined(
    rows,
    rows.map((_, place) => (place < half ? whose[place]! : place)),
  );
}

/** None of whose prompts is here. */
export function ofOtherBatch(rows: ProbedRow[]): ProbedRow[] {
  const half = Math.floor(rows.length / 2);
  return rows.slice(0, half).map((row, place) => ({ ...row, target: rows[half + place]!.target }));
}

/** Some of all pairs, which would be too many to hold. */
export function crossJoined(rows: ProbedRow[], seed: number): ProbedRow[] {
  const random = createRandom(seed);
  const anyRow = () => rows[Math.floor(random() * rows.length)]!;
  return Array.from({ length: 1000 }, () => ({ ...anyRow(), target: anyRow().target }));
}
