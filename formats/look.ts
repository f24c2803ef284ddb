/** Looks at the beginning of a file until it is clear how it is read. */
import { PermanentError } from '../core/errors';
import { typesOf, type RowSchema } from '../core/row-schema';
import type { SourceSpec } from '../schemas/generated/types';
import { headBytes, recognise, type Format } from './recognise';
import type { Keep } from './rows/row-output';
import type { Limits } from './text/blocks';
import { readText, type TextPlan } from './text/read-text';
import { lookFurther, type Unpacked } from './unpack';

export interface LookArgs {
  /** Shown in messages. */
  file: string;
  source: string;
  spec: Pick<SourceSpec, 'format' | 'delimiter' | 'form'>;
  rowSchema: object;
  /** A row with a longer text is put aside. */
  maxFieldCharacters: number;
  keep: Keep;
}

export interface Looked {
  unpacked: Unpacked;
  format: Format;
  /** How it is cut into rows; undefined of Parquet. */
  text?: TextPlan;
}

/**
 * Nearly always the first 64 KiB tell. Of JSON whose first object does not end within them as much is looked at as the
 * longest row may have: what is longer is no row, but all rows in one.
 * @throws PermanentError for a file that is none, or another than the source declares
 */
export async function look(begun: Unpacked, args: LookArgs, limits: Limits): Promise<Looked> {
  const { file, spec, rowSchema } = args;
  let unpacked = begun;
  for (let length = headBytes; ; length = Math.min(8 * length, limits.longestRow)) {
    if (unpacked.head.length < length) unpacked = await lookFurther(unpacked, length);
    const { head } = unpacked;
    const isWhole = head.length < length;
    const isEnough = head.length >= limits.longestRow;
    const found = recognise(head, spec.format, { isWhole, isEnough, takes: takenBy(rowSchema) });
    if (!found) continue;
    if ('refusal' in found)
      throw new PermanentError(`the file ${found.refusal.what}`, { where: file, fix: found.refusal.fix });
    const { format } = found;
    if (format === 'parquet') return { unpacked, format };
    return { unpacked, format, text: readText({ head, isWhole }, { ...args, ...found, format }, limits) };
  }
}

/** Whether a column is declared, and may hold values of that type. */
const takenBy =
  ({ properties = {} }: RowSchema) =>
  (column: string, type: string): boolean => {
    const property = Object.hasOwn(properties, column) ? properties[column] : undefined;
    const types = typesOf(property);
    return property !== undefined && (types.length === 0 || types.includes(type));
  };
