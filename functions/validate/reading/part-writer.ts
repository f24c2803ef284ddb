/** The two objects that rows become; the quarantine is only made when there is something in it. */
import type { QuarantineReason } from '../../../schemas/generated/types';
import { createObjectWriter, type ObjectWriter } from './object-writer';
import type { Objects } from '../../shared/stage/objects';
import type { Form } from '../../../core/formats/conversations';
import { createReasonTally } from '../../../formats/rows/reasons';
import type { CheckedRows } from '../../../formats/rows/row-output';

/** What became of the rows of a part, or of a whole file. */
export interface Written {
  rows: number;
  quarantined: number;
  /** SHA-256 of the clean rows' bytes, in hex. */
  digest: string;
  reasons: QuarantineReason[];
  forms: Form[];
}

export interface PartWriter {
  write(checked: CheckedRows): Promise<void>;
  /** Rows so far, clean or not. */
  rows(): number;
  /** Resolves when both objects are stored. */
  close(): Promise<Written>;
  /** Gives the objects up: nothing is stored. */
  abandon(): void;
}

export interface Targets {
  cleanUri: string;
  quarantineUri: string;
}

export function createPartWriter({ cleanUri, quarantineUri }: Targets, objects: Objects): PartWriter {
  const clean = createObjectWriter(objects.openWrite(cleanUri));
  const tally = createReasonTally();
  const forms = new Set<Form>();
  let quarantine: ObjectWriter | undefined;
  let rows = 0;
  let quarantined = 0;

  return {
    async write(checked) {
      rows += checked.rows;
      quarantined += checked.quarantined;
      tally.merge(checked.reasons);
      for (const form of checked.forms) forms.add(form);
      if (checked.clean.length > 0) await clean.write(checked.clean);
      if (checked.quarantine.length === 0) return;
      quarantine ??= createObjectWriter(objects.openWrite(quarantineUri));
      await quarantine.write(checked.quarantine);
    },
    rows: () => rows + quarantined,
    async close() {
      await quarantine?.close();
      const digest = await clean.close();
      return { rows, quarantined, digest, reasons: tally.list(), forms: [...forms] };
    },
    abandon() {
      clean.abandon();
      quarantine?.abandon();
    },
  };
}
