/** What is done to every row, whatever file it comes from: converted, checked, kept or put aside. */
import type { SourceSpec } from '../../schemas/generated/types';
import { convertConversation } from '../../core/formats/conversations';
import type { UnstorableText } from './fields';
import type { Row } from '../../core/row-schema';
import { compileRowCheck, type RowRules } from './row-check';
import { createRowOutput, type CheckedRows, type Keep, type Place, type RowOutput } from './row-output';

export interface RowWork {
  /** @param raw what is shown of the row when it is put aside. */
  check(row: Row, place: Place, raw: () => RawRow, mayHold?: UnstorableText): void;
  /** Keeps rows that are known to be valid. */
  keepLines: RowOutput['keepLines'];
  putAside(reasons: string[], place: Place, raw: RawRow): void;
  /** What has become of the rows since it was taken last. */
  take(): CheckedRows;
}

export interface RawRow {
  text: string;
  /** How long the row is, even where the text is not all of it. */
  bytes: number;
}

/** @throws PermanentError when the row schema cannot be used. */
export function createRowWork(
  rules: RowRules & { form: SourceSpec['form']; keep: Keep },
  { expectedBytes }: { expectedBytes: number },
): RowWork {
  const { form } = rules;
  const reasonsOf = compileRowCheck(rules);
  const output = createRowOutput(rules, expectedBytes);

  const checkConversation: RowWork['check'] = (row, place, raw, mayHold) => {
    const converted = convertConversation(row);
    if ('problem' in converted) return output.putAside([converted.problem], place, raw());
    const reasons = reasonsOf(converted.value, mayHold);
    if (reasons.length > 0) return output.putAside(reasons, place, raw());
    output.keep(converted.value, place, converted.form);
  };
  const checkRow: RowWork['check'] = (row, place, raw, mayHold) => {
    const reasons = reasonsOf(row, mayHold);
    if (reasons.length > 0) return output.putAside(reasons, place, raw());
    output.keep(row, place);
  };

  return {
    check: form === 'conversations' ? checkConversation : checkRow,
    keepLines: (kept) => output.keepLines(kept),
    putAside: (reasons, place, raw) => output.putAside(reasons, place, raw),
    take: () => output.take(),
  };
}
