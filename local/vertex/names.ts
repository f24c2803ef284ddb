/** Resource names of Vertex AI: `projects/P/locations/L/COLLECTION/ID`. */
import { randomInt } from 'node:crypto';
import { invalidField } from '../rpc/errors';
import { notFound } from './errors';

export type Collection = 'tuningJobs' | 'batchPredictionJobs' | 'models' | 'endpoints';

/** `projects/P/locations/L` of any name below it. */
export function locationOf(name: string, field = 'name'): string {
  const match = /^(projects\/[^/]+\/locations\/[^/]+)(\/|$)/.exec(name);
  if (!match) throw invalidField(field, `"${name}" does not begin with projects/PROJECT/locations/LOCATION.`);
  return match[1]!;
}

/** @throws RpcError INVALID_ARGUMENT unless the name is a location. */
export function checkLocation(parent: string): string {
  if (locationOf(parent, 'parent') !== parent) {
    throw invalidField('parent', `"${parent}" is not of the form projects/PROJECT/locations/LOCATION.`);
  }
  return parent;
}

/** @throws RpcError INVALID_ARGUMENT unless the name is one of the collection's. */
export function checkName(name: string, collection: Collection, field = 'name'): string {
  const expected = new RegExp(`^projects/[^/]+/locations/[^/]+/${collection}/[^/]+$`);
  if (!expected.test(name)) {
    throw invalidField(field, `"${name}" is not of the form projects/PROJECT/locations/LOCATION/${collection}/ID.`);
  }
  return name;
}

/** Ids in Vertex AI are decimal numbers; 15 digits are enough here and exact in JavaScript. */
export function newId(): string {
  return String(randomInt(1e14, 2 ** 47));
}

/** Splits `…/models/M@VERSION`. The version is undefined when the name has none. */
export function splitVersion(name: string): { name: string; version?: string } {
  const [base = '', version] = name.split('@');
  return { name: base, ...(version && { version }) };
}

/** The base model id in `projects/P/locations/L/publishers/google/models/ID`, or in its short forms. */
export function publisherModelId(name: string): string {
  const match = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/google\/)?(?:models\/)?([^/]+)$/.exec(name);
  if (!match) throw notFound(`Publisher Model \`${name}\``);
  return match[1]!;
}
