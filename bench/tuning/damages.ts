/** What is done to a dataset of a trial, and how often the probe must or may refuse what comes of it. */
import { permutation } from '../../local/vertex/model/random';
import type { ProbedRow } from './probed-set';
import {
  any,
  by,
  crossJoined,
  day,
  everyBy,
  first,
  halfShuffled,
  joined,
  joinedTo,
  kind,
  last,
  next,
  offByOne,
  ofOtherBatch,
  owner,
  previous,
  shuffledWithin,
  truncated,
  type Join,
} from './wrong-joins';

export interface Damage {
  name: string;
  of: Join;
  /** Nothing is wrong with what comes of it. */
  isGood?: boolean;
  /** What is refused of it is counted, and nothing is promised. */
  isUnheld?: boolean;
  /** Where an owner has several rows, and targets have words of their prompts. */
  needs?: 'owners';
  /** Where more rows change nothing but the time that it takes. */
  isSameAtAnySize?: boolean;
}

export const damages: Damage[] = [
  { name: 'as they are', of: (rows) => rows, isGood: true },
  { name: 'targets shuffled', of: (rows, seed) => joined(rows, permutation(rows.length, seed)) },
  { name: 'joined to the next row', of: (rows) => joinedTo(rows, (at) => (at + 1) % rows.length) },
  { name: 'joined by owner, next row', of: by(owner, next), needs: 'owners' },
  { name: 'joined by owner, previous row', of: by(owner, previous), needs: 'owners' },
  { name: 'joined by owner, first row', of: by(owner, first), needs: 'owners' },
  { name: 'joined by owner, last row', of: by(owner, last), needs: 'owners' },
  { name: 'joined by owner, any row', of: by(owner, any), needs: 'owners' },
  { name: 'joined by owner, every row', of: everyBy(owner), needs: 'owners' },
  { name: 'joined by a part of the owner, first row', of: by(truncated, first), needs: 'owners' },
  { name: 'joined by a part of the owner, every row', of: everyBy(truncated), needs: 'owners' },
  { name: 'joined by day, first row', of: by(day, first), needs: 'owners', isUnheld: true },
  { name: 'joined by day, any row', of: by(day, any), needs: 'owners', isUnheld: true },
  { name: 'joined by day, every row', of: everyBy(day), needs: 'owners', isUnheld: true },
  { name: 'shuffled within kinds', of: shuffledWithin(kind), needs: 'owners' },
  { name: 'sorted and off by one', of: offByOne, needs: 'owners' },
  { name: 'half of them shuffled', of: halfShuffled, needs: 'owners' },
  { name: 'targets of another batch', of: ofOtherBatch, needs: 'owners' },
  { name: 'joined to one row', of: (rows) => joinedTo(rows, () => 0), isSameAtAnySize: true },
  { name: 'joined to every row', of: crossJoined, isSameAtAnySize: true },
  { name: 'forty copies', of: (rows) => copied(rows, (text) => text), isSameAtAnySize: true },
  { name: 'forty copies, spelt otherwise', of: (rows) => copied(rows, respelt), isSameAtAnySize: true },
  { name: 'forty copies, numbered', of: (rows) => copied(rows, numbered), isSameAtAnySize: true },
];

const copied = (rows: ProbedRow[], change: (text: string, copy: number) => string): ProbedRow[] =>
  Array.from({ length: 40 }, (_, copy) => rows.map((row) => ({ ...row, prompt: change(row.prompt, copy) }))).flat();

const respelt = (text: string, copy: number): string =>
  `${' '.repeat(copy % 5)}${(copy % 2 ? text.toUpperCase() : text).replaceAll(' ', ' '.repeat(1 + (copy % 3)))}\n`;

const numbered = (text: string, copy: number): string => `${text} #${copy}`;
