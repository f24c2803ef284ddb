/** What the columns of a file must be called, said once of all its rows. */
import { isOwnName } from '../core/column-names';
import { PermanentError } from '../core/errors';
import type { RowSchema } from '../core/row-schema';

/** What messages say of a file's columns, and of where they stand. */
export interface ColumnsPlace {
  what: 'header' | 'file';
  where: string;
}

/** Spreadsheets write such columns where cells were once filled: nothing can refer to them, and they are not looked at. */
export const isNameless = (name: string): boolean => name.trim() === '';

/** @throws PermanentError for names that are no columns whatever the row schema says. */
export function checkNames(names: string[], { what, where }: ColumnsPlace): void {
  const repeated = names.find((name, index) => !isNameless(name) && names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new PermanentError(`the ${what} names ${repeated} twice`, {
      where,
      fix: 'give each column a name of its own',
    });
  const kept = names.find((name) => isOwnName(name) || name === '__proto__');
  if (kept !== undefined)
    throw new PermanentError(`the ${what} names ${kept}, a name that Landfall keeps for itself`, {
      where,
      fix: 'give the column another name',
    });
}

/** @throws PermanentError for columns that no row can be valid with, or without. */
export function checkColumns(names: string[], schema: RowSchema, { what, where }: ColumnsPlace): void {
  const missing = (schema.required ?? []).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new PermanentError(`the ${what} has no column ${missing.join(', ')}`, {
      where,
      fix:
        names.length === 1 && what === 'header'
          ? 'begin the file with a header, its names and values separated by , ; | or tabs (or set delimiter in pipeline.yaml)'
          : `name the columns of the ${what} as the row schema does`,
    });
  const declared = Object.keys(schema.properties ?? {});
  if (declared.length > 0 && !declared.some((name) => names.includes(name)))
    throw new PermanentError(`the ${what} has none of the columns ${declared.join(', ').slice(0, 200)}`, {
      where,
      fix: `name the columns of the ${what} as the row schema does`,
    });
  if (schema.additionalProperties !== false) return;
  const unknown = names.filter((name) => !isNameless(name) && !Object.hasOwn(schema.properties ?? {}, name));
  if (unknown.length === 0 || 'patternProperties' in schema) return;
  throw new PermanentError(
    `the ${what} has columns that the row schema does not know: ${unknown.join(', ').slice(0, 200)}`,
    {
      where,
      fix: 'remove the columns, or describe them in the row schema, or leave out its additionalProperties: false',
    },
  );
}
