/** A line of a chart. */
export interface Line {
  name: string;
  /** Of each x; null where nothing is known, undefined between two points of a line. */
  values: (number | null | undefined)[];
  /** A variable of the style sheet; without one each line has a color of its own. */
  tone?: string;
  isThreshold?: boolean;
}
