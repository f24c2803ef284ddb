/** Lengths, times and prices as categories: how they are spread is compared by the ranges that they fall into. */

/**
 * The range that a measure falls into, as "181 to 256": each ends at √2 times the end of the one before, so that a change by a fifth
 * moves a good part of all measures into another, whatever the unit. Nothing, and what is less, is "0".
 */
export function rangeOf(measure: number): string {
  if (!(measure > 0)) return '0';
  const step = Math.ceil(2 * Math.log2(measure) - 1e-9);
  return `${endOf(step - 1)} to ${endOf(step)}`;
}

const endOf = (step: number): number => Number((2 ** (step / 2)).toPrecision(3));
