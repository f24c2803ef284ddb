/** Reads a resource's inputs, so that none of them is ignored by accident. */
import type { Resource } from './graph';

/** A resource, or a setting of one, for which the local cloud has no counterpart. */
export class UnknownToLocalCloud extends Error {
  constructor(readonly what: string[]) {
    super(`The local cloud does not know:\n${what.map((one) => `  - ${one}`).join('\n')}\nTeach it in local/apply/.`);
    this.name = 'UnknownToLocalCloud';
  }
}

/**
 * The inputs, in the form T that the program's types promise. `known` are those that the local cloud acts on,
 * `without` those that have no meaning on one machine.
 * @throws UnknownToLocalCloud for any other
 */
export function inputsOf<T>(resource: Resource, known: readonly (keyof T & string)[], without: string[] = []): T {
  const expected = new Set<string>([...known, ...without, 'project']);
  const strange = Object.keys(resource.inputs).filter((key) => !expected.has(key));
  if (strange.length > 0) {
    throw new UnknownToLocalCloud(strange.map((key) => `${key} of ${resource.type} ${resource.name}`));
  }
  return resource.inputs as T;
}
