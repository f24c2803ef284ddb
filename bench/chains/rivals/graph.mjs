// The graph that all run: ten steps in a row, ten side by side after them, and one that is told all of these.
export const row = Array.from({ length: 10 }, (_, n) => `row_${n}`);
export const side = Array.from({ length: 10 }, (_, n) => `side_${n}`);
export const last = 'last';
export const steps = row.length + side.length + 1;

/** A model that answers at once. */
export const answer = async (text) => `${text.length % 10}`;

export const question = 'The kettle leaks.';
