/** A drop that is far smaller than the batch before it: a batch is the whole data set, which its name does not say. */
import colors from 'picocolors';
import { statSync } from 'node:fs';
import { plural, visible } from '../core/wording';
import { extensionsOf, type LandingFile } from '../operations/drop/batch';
import type { EarlierBatch } from '../operations/pipelines/earlier-batch';
import { formatBytes } from '../core/quantities';

/** Less of a source than this share of the bytes that the earlier batch had is worth a word. */
const small = 0.5;

/** A warning with the numbers for each source that has shrunk so; files of another kind say nothing by their bytes. */
export function smallerLines(files: LandingFile[], earlier?: EarlierBatch): string[] {
  if (!earlier) return [];
  const { record, card, isInProduction } = earlier;
  const shrunk = [...new Set(files.map(({ source }) => source))].flatMap((source) => {
    const now = files.filter((file) => file.source === source).map(({ path }) => path);
    const before = record.trigger.objects.filter((object) => object.source === source);
    const kinds = new Set([...now, ...before.map(({ name }) => name)].map(extensionsOf));
    if (before.length === 0 || kinds.size > 1) return [];
    const bytes = sum(now.map((path) => statSync(path).size));
    const bytesBefore = sum(before.map((object) => object.bytes));
    const rows = card.sources.find((each) => each.source === source)?.rows ?? 0;
    if (bytes >= bytesBefore * small) return [];
    return [`${source} has ${formatBytes(bytes)}, and had ${formatBytes(bytesBefore)} (${plural(rows, 'row')})`];
  });
  if (shrunk.length === 0) return [];
  const whose = isInProduction ? `run ${record.run}, which is in production` : `run ${record.run}, the last one`;
  return [
    `${colors.yellow('!')} ${visible(`This batch is far smaller than that of ${whose}: ${shrunk.join('; ')}.`)}`,
    '  A batch is the whole data set: what is not in it is not trained on. --add adds to the last one.',
  ];
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
