/** What `drop` says of files that are far smaller than the batch before them. */
import colors from 'picocolors';
import { statSync } from 'node:fs';
import { visible } from '../core/wording';
import type { LandingFile } from '../operations/drop/batch';
import { smallerThan } from '../operations/drop/smaller';
import type { EarlierBatch } from '../operations/pipelines/earlier-batch';

export function smallerLines(files: LandingFile[], earlier?: EarlierBatch): string[] {
  const sized = files.map((file) => ({ ...file, size: statSync(file.path).size }));
  const said = smallerThan(sized, earlier);
  if (said === undefined) return [];
  return [
    `${colors.yellow('!')} ${visible(said)}`,
    '  A batch is the whole data set: what is not in it is not trained on. --add adds to the last one.',
  ];
}
