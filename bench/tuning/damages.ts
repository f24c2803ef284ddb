/** What is done to a dataset of a trial, and how often the probe must or may refuse what comes of it. */
import { createRandom, permutation } from '../../local/vertex/model/random';
import type { ProbedRow } from './probed-sets';

export interface Damage {
  name: string;
  of: (rows: ProbedRow[], seed: number) => ProbedRow[];
  /** Of 100 trials. */
  atLeast?: number;
  atMost?: number;
  /** Where an owner has several rows, and targets have words of their prompts. */
  needs?: 'owners';
  /** Where more rows change nothing but the time that it takes. */
  isSameAtAnySize?: boolean;
}

export const damages: Damage[] = [
  { name: 'as they are', of: (rows) => rows, atMost: 2 },
  { name: 'targets shuffled', of: (rows, seed) => joined(rows, permutation(rows.length, seed)), atLeast: 95 },
  { name: 'joined to the next row', of: (rows) => joinedTo(rows, (at) => (at + 1) % rows.length), atLeast: 95 },
  { name: 'joined by owner, next row', of: (rows) => byOwner(rows, nextOf), atLeast: 95, needs: 'owners' },
  {
    name: 'joined by owner, first row',
    of: (rows) => byOwner(rows, ([first]) => first!),
    atLeast: 95,
    needs: 'owners',
  },
  { name: 'joined by owner, every row', of: everyOfOwner, atLeast: 95, needs: 'owners' },
  { name: 'joined to one row', of: (rows) => joinedTo(rows, () => 0), atLeast: 95, isSameAtAnySize: true },
  { name: 'joined to every row', of: crossJoined, atLeast: 95, isSameAtAnySize: true },
  { name: 'forty copies', of: (rows) => copied(rows, (text) => text), atLeast: 95, isSameAtAnySize: true },
  { name: 'forty copies, spelt otherwise', of: (rows) => copied(rows, respelt), atLeast: 95, isSameAtAnySize: true },
  { name: 'forty copies, numbered', of: (rows) => copied(rows, numbered), atLeast: 95, isSameAtAnySize: true },
];

const joinedTo = (rows: ProbedRow[], whose: (place: number) => number): ProbedRow[] =>
  joined(
    rows,
    rows.map((_, place) => whose(place)),
  );

const joined = (rows: ProbedRow[], whose: number[]): ProbedRow[] =>
  rows.map((row, place) => ({ ...row, target: rows[whose[place]!]!.target }));

function placesByOwner(rows: ProbedRow[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  rows.forEach(({ owner }, place) => places.set(owner, [...(places.get(owner) ?? []), place]));
  return places;
}

function byOwner(rows: ProbedRow[], choose: (own: number[], place: number) => number): ProbedRow[] {
  const places = placesByOwner(rows);
  return joinedTo(rows, (place) => choose(places.get(rows[place]!.owner)!, place));
}

const nextOf = (own: number[], place: number): number => own[(own.indexOf(place) + 1) % own.length]!;

function everyOfOwner(rows: ProbedRow[]): ProbedRow[] {
  const places = placesByOwner(rows);
  return rows.flatMap((row) => places.get(row.owner)!.map((place) => ({ ...row, target: rows[place]!.target })));
}

/** Some of all pairs, which would be too many to hold. */
function crossJoined(rows: ProbedRow[], seed: number): ProbedRow[] {
  const random = createRandom(seed);
  const any = () => rows[Math.floor(random() * rows.length)]!;
  return Array.from({ length: 1000 }, () => ({ ...any(), target: any().target }));
}

const copied = (rows: ProbedRow[], change: (text: string, copy: number) => string): ProbedRow[] =>
  Array.from({ length: 40 }, (_, copy) => rows.map((row) => ({ ...row, prompt: change(row.prompt, copy) }))).flat();

const respelt = (text: string, copy: number): string =>
  `${' '.repeat(copy % 5)}${(copy % 2 ? text.toUpperCase() : text).replaceAll(' ', ' '.repeat(1 + (copy % 3)))}\n`;

const numbered = (text: string, copy: number): string => `${text} #${copy}`;
