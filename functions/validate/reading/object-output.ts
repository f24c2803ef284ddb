/** What a landed object becomes: written at once when it is short, part by part when it is long. */
import type { StagedObject } from '../../../schemas/generated/types';
import { digest } from '../../../core/digest';
import type { Form } from '../../../core/formats/conversations';
import type { Objects } from '../../shared/stage/objects';
import { fileStart, type Position } from '../../../formats/cutter';
import { defaultLimits, type Limits } from '../../../formats/text/blocks';
import { createReasonTally } from '../../../formats/rows/reasons';
import type { CheckedRows } from '../../../formats/rows/row-output';
import { createPartWriter, type Targets, type Written } from './part-writer';
import { createStagedParts, type StagedPart } from './staged-parts';
import { mostUnpacked } from '../../../formats/unpack';

export type Summary = Pick<
  StagedObject,
  'rows' | 'quarantined' | 'digest' | 'cleanUri' | 'quarantineUri' | 'reasons' | 'form'
>;

export interface ObjectOutput {
  /** Where reading goes on; undefined when all rows are there. */
  from: Position | undefined;
  /** True once this delivery has come further than the one before. */
  hasAdvanced(): boolean;
  write(checked: CheckedRows): Promise<void>;
  /** Rows so far, clean or not. */
  rows(): number;
  close(): Promise<Summary>;
  /** Gives up what is being written: nothing of it is stored, and the parts before are kept. */
  abandon(): void;
}

/** Whether an object is read part by part: if it is not packed, it has several then; if it is, nobody knows before. */
export function isLong(
  { bytes, compression, format }: Pick<StagedObject, 'bytes' | 'compression' | 'format'>,
  { partBytes }: Limits = defaultLimits,
): boolean {
  if (compression === 'none') return (format === 'parquet' ? mostUnpacked(bytes) : bytes) > partBytes;
  return format === 'parquet' || mostUnpacked(bytes) > partBytes;
}

export function createWholeOutput(target: Targets, objects: Objects): ObjectOutput {
  const writer = createPartWriter(target, objects);
  return {
    from: fileStart,
    hasAdvanced: () => false,
    write: (checked) => writer.write(checked),
    rows: () => writer.rows(),
    close: async () => summarize([await writer.close()], target),
    abandon: () => writer.abandon(),
  };
}

/** Goes on behind the parts that are there. */
export async function openPartsOutput(target: Targets, folder: string, objects: Objects): Promise<ObjectOutput> {
  const staged = createStagedParts(folder, objects);
  const parts = await staged.find();
  const foundParts = parts.length;
  const isWhole = foundParts > 0 && !parts.at(-1)!.next;
  const createWriter = () => createPartWriter(staged.targets(parts.length + 1), objects);
  let writer = isWhole ? undefined : createWriter();

  const end = async (next?: Position) => {
    if (!writer) return;
    const part: StagedPart = { ...(await writer.close()), ...(next && { next }) };
    await staged.record(parts.length + 1, part);
    parts.push(part);
    writer = next && createWriter();
  };

  return {
    from: isWhole ? undefined : (parts.at(-1)?.next ?? fileStart),
    hasAdvanced: () => parts.length > foundParts,
    async write(checked) {
      if (checked.begins) await end(checked.begins);
      await writer!.write(checked);
    },
    rows: () => parts.reduce((sum, { rows, quarantined }) => sum + rows + quarantined, writer?.rows() ?? 0),
    async close() {
      await end();
      const summary = summarize(parts, target);
      await staged.join(summary);
      return summary;
    },
    abandon: () => writer?.abandon(),
  };
}

/** The digest of several parts is that of their digests: no digest can be gone on with. */
function summarize(parts: Written[], { cleanUri, quarantineUri }: Targets): Summary {
  const tally = createReasonTally();
  for (const { reasons } of parts) tally.merge(reasons);
  const total = (member: 'rows' | 'quarantined') => parts.reduce((sum, part) => sum + part[member], 0);
  const quarantined = total('quarantined');
  const digests = parts.map((part) => part.digest);
  const forms = new Set<Form>(parts.flatMap((part) => part.forms));
  const [form] = forms;
  return {
    rows: total('rows'),
    quarantined,
    digest: digests.length === 1 ? digests[0]! : digest(digests),
    cleanUri,
    ...(quarantined > 0 && { quarantineUri }),
    ...(form && { form: forms.size > 1 ? 'mixed' : form }),
    reasons: tally.list(),
  };
}
