/** Rows that are added to a batch: parts of a source below added-NNN/, each of which replaces rows of its key in all below it. */

/** 0 for what the batch began with, N for a part added-N/…; of parts below the folder of their source. */
export function layerOf(part: string | undefined): number {
  const [, digits] = /^added-(\d{1,9})\//.exec(part ?? '') ?? [];
  return Number(digits ?? 0);
}

/** What the part of a layer is called: added-001/NAME. */
export const addedPart = (layer: number, name: string): string => `added-${String(layer).padStart(3, '0')}/${name}`;
