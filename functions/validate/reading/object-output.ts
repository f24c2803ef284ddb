/** The two objects that a landed one becomes; the quarantine is only made when there is something in it. */
import type { StagedObject } from '../../../schemas/generated/types';
import { createObjectWriter, type ObjectWriter } from './object-writer';
import type { Objects } from '../../shared/stage/objects';
import type { Form } from '../../../core/formats/conversations';
import { createReasonTally } from '../rows/reasons';
import type { CheckedRows } from '../rows/row-output';

export type Summary = Pick<
  StagedObject,
  'rows' | 'quarantined' | 'digest' | 'cleanUri' | 'quarantineUri' | 'reasons' | 'form'
>;

export interface ObjectOutput {
  write(checked: CheckedRows): Promise<void>;
  /** Rows so far, clean or not. */
  rows(): number;
  close(): Promise<Summary>;
  /** Gives the objects up: nothing is stored. */
  abandon(): void;
}

export function createObjectOutput(
  { cleanUri, quarantineUri }: { cleanUri: string; quarantineUri: string },
  objects: Objects,
): ObjectOutput {
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
      const [form] = forms;
      return {
        rows,
        quarantined,
        digest,
        cleanUri,
        ...(quarantined > 0 && { quarantineUri }),
        ...(form && { form: forms.size > 1 ? 'mixed' : form }),
        reasons: tally.list(),
      };
    },
    abandon() {
      clean.abandon();
      quarantine?.abandon();
    },
  };
}
