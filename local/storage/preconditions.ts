/** The conditions on generation and metageneration that any request may carry, and what happens when they do not hold. */
import { invalidParameter, StorageError } from './errors';

/** Each is a decimal number as it stands in the query; generation 0 means "no live object". */
export interface Preconditions {
  generationMatch?: string;
  generationNotMatch?: string;
  metagenerationMatch?: string;
  metagenerationNotMatch?: string;
}

const names = {
  generationMatch: 'GenerationMatch',
  generationNotMatch: 'GenerationNotMatch',
  metagenerationMatch: 'MetagenerationMatch',
  metagenerationNotMatch: 'MetagenerationNotMatch',
} as const;

/**
 * Reads `ifGenerationMatch` and its kin from a query; with `kind` Source, `ifSourceGenerationMatch` and its kin.
 * @throws StorageError 400 when a value is not a whole number.
 */
export function parsePreconditions(query: Record<string, unknown>, kind: '' | 'Source' = ''): Preconditions {
  const found: Preconditions = {};
  for (const [key, suffix] of Object.entries(names) as [keyof typeof names, string][]) {
    const parameter = `if${kind}${suffix}`;
    const value = query[parameter];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !/^\d+$/.test(value)) throw invalidParameter(parameter, value);
    found[key] = BigInt(value).toString();
  }
  return found;
}

/**
 * Checks conditions against what is there (undefined: nothing).
 * @throws StorageError 412; 304 when a reader already has what it says it has (a NotMatch condition that fails on a read).
 */
export function checkPreconditions(
  wanted: Preconditions,
  current: { generation?: string; metageneration: string } | undefined,
  access: 'read' | 'write' = 'write',
): void {
  const generation = current?.generation ?? '0';
  const { metageneration } = current ?? {};
  if (wanted.generationMatch !== undefined && wanted.generationMatch !== generation) throw notMet('ifGenerationMatch');
  if (wanted.metagenerationMatch !== undefined && wanted.metagenerationMatch !== metageneration) {
    throw notMet('ifMetagenerationMatch');
  }
  const unchanged = (parameter: string) =>
    access === 'read' ? new StorageError(304, 'notModified', 'Not Modified') : notMet(parameter);
  if (wanted.generationNotMatch === generation) throw unchanged('ifGenerationNotMatch');
  if (wanted.metagenerationNotMatch !== undefined && wanted.metagenerationNotMatch === metageneration) {
    throw unchanged('ifMetagenerationNotMatch');
  }
}

function notMet(parameter: string): StorageError {
  const message = 'At least one of the pre-conditions you specified did not hold.';
  return new StorageError(412, 'conditionNotMet', message, { name: parameter, type: 'parameter' });
}
