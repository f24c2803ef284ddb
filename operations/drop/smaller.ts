/** A drop that is far smaller than the batch before it: a batch is the whole data set, which its name does not say. */
import { formatBytes } from '../../core/quantities';
import { plural } from '../../core/wording';
import type { EarlierBatch } from '../pipelines/earlier-batch';
import { extensionsOf, type DroppedFile } from './batch';

/** Less of a source than this share of the bytes that the earlier batch had is worth a word. */
const small = 0.5;

/** A sentence with the numbers for each source that has shrunk so; files of another kind say nothing by their bytes. */
export function smallerThan(
  files: (DroppedFile & { size: number })[],
  earlier: EarlierBatch | undefined,
): string | undefined {
  if (!earlier) return undefined;
  const { record, card, isInProduction } = earlier;
  const shrunk = [...new Set(files.map(({ source }) => source))].flatMap((source) => {
    const now = files.filter((file) => file.source === source);
    const before = record.trigger.objects.filter((object) => object.source === source);
    const kinds = new Set([...now.map(({ path }) => path), ...before.map(({ name }) => name)].map(extensionsOf));
    if (before.length === 0 || kinds.size > 1) return [];
    const bytes = sum(now.map(({ size }) => size));
    const bytesBefore = sum(before.map((object) => object.bytes));
    const rows = card.sources.find((each) => each.source === source)?.rows ?? 0;
    if (bytes >= bytesBefore * small) return [];
    return [`${source} has ${formatBytes(bytes)}, and had ${formatBytes(bytesBefore)} (${plural(rows, 'row')})`];
  });
  if (shrunk.length === 0) return undefined;
  const whose = isInProduction ? `run ${record.run}, which is in production` : `run ${record.run}, the last one`;
  return `This batch is far smaller than that of ${whose}: ${shrunk.join('; ')}.`;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
