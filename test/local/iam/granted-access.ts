/** Access by roles, as the local cloud has it, over a policy in memory. */
import { createAccess } from '../../../local/iam';
import { createPolicy } from '../../../local/iam/policy';
import { createTokens } from '../../../local/iam/tokens';
import type { Table } from '../../../local/state';

export function memoryTable<V>(): Table<V> {
  const values = new Map<string, V>();
  return {
    get: (key) => values.get(key),
    put: (key, value) => void values.set(key, value),
    remove: (key) => values.delete(key),
    entries: () => [...values].map(([key, value]) => ({ key, value })),
  };
}

export const grantedAccess = (project: string) =>
  createAccess(createPolicy(memoryTable(), project), createTokens(), project);
