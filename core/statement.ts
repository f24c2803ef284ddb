/** One statement for the warehouse: its text from sql/, its values as parameters. */
import { PermanentError } from './errors';

export interface Statement {
  sql: string;
  params?: Record<string, string | number | boolean | string[]>;
}

/** Texts of sql/, by path below it. */
export type SharedSql = Record<string, string>;

/**
 * A file of sql/ with its slots filled, each once and at the same time: what goes in is never searched for slots. A slot that is
 * named after another file of sql/ takes in that file, with its own slots filled.
 * @throws PermanentError when the configuration, which a run keeps for good, has no such file
 */
export function fillSlots(shared: SharedSql, file: string, slots: Record<string, string>): Statement {
  const text = shared[file];
  if (text === undefined)
    throw new PermanentError(`the configuration has no sql/${file}`, {
      fix: 'the run was begun by another version of Landfall: drop the batch again',
    });
  const sql = text.replace(/\{\{([\w./-]+)\}\}/g, (_, name: string) => {
    if (name.endsWith('.sql')) return fillSlots(shared, name, slots).sql;
    const value = slots[name];
    if (value === undefined) throw new Error(`nothing fills the slot ${name} of sql/${file}`);
    return value;
  });
  return { sql };
}
