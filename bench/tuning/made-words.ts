/** What rows of made datasets are made of. */
export type Draw = (below: number) => number;
export type Pair = [prompt: string, target: string];

/** The rows of a dataset, of which there are so many. */
export type Maker = (size: number, draw: Draw) => Pair[];

export const things = [
  'kettle',
  'lamp',
  'chair',
  'table',
  'mirror',
  'carpet',
  'clock',
  'shelf',
  'curtain',
  'vase',
  'toaster',
];
export const matters = ['is broken', 'came late', 'has a scratch', 'is too small', 'was never sent', 'makes a noise'];
export const cities = [
  'Riga',
  'Porto',
  'Malmo',
  'Gent',
  'Turin',
  'Lodz',
  'Cork',
  'Graz',
  'Bern',
  'Vigo',
  'Brno',
  'Split',
];
export const names = ['Anna', 'Bela', 'Cleo', 'Dino', 'Elsa', 'Fritz', 'Greta', 'Hugo', 'Ines', 'Jan', 'Kira', 'Luis'];

export const one = <T>(draw: Draw, of: readonly T[]): T => of[draw(of.length)]!;
export const number = (draw: Draw, digits = 5) => 10 ** (digits - 1) + draw(9 * 10 ** (digits - 1));

/** Each row by itself. */
export const each =
  (row: (draw: Draw) => Pair): Maker =>
  (size, draw) =>
    Array.from({ length: size }, () => row(draw));

/** Of cases with some rows each. */
export function rowsOfCases(size: number, rowsOf: () => Pair[]): Pair[] {
  const rows: Pair[] = [];
  while (rows.length < size) rows.push(...rowsOf());
  return rows.slice(0, size);
}
