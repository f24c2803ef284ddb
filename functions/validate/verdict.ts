/** Whether a batch is clean enough to go on, by the pipeline's own rule. */
import type { PipelineSpec } from '../../schemas/generated/types';
import { PermanentError } from '../shared/errors';

export interface SourceSummary {
  source: string;
  /** Name of the file in its batch. */
  file: string;
  /** Where the clean rows are. */
  uri: string;
  quarantineUri: string;
  /** SHA-256 of the clean rows. */
  digest: string;
  rows: number;
  quarantined: number;
  firstProblem?: { line: number; reason: string };
}

/** @throws PermanentError naming file, line and reason when a source is empty or has more invalid rows than allowed. */
export function judge(summaries: SourceSummary[], { onInvalidRow, maxInvalidShare }: PipelineSpec['validation']): void {
  for (const { file, rows, quarantined, firstProblem, quarantineUri } of summaries) {
    const total = rows + quarantined;
    if (total === 0) throw new PermanentError('the file holds no rows', { where: file, fix: 'drop a file with rows' });
    if (!firstProblem) continue;

    const count = `${quarantined.toLocaleString('en')} of ${total.toLocaleString('en')} rows are invalid`;
    const details = {
      where: `${file}, line ${firstProblem.line}: ${firstProblem.reason}`,
      fix: `correct the rows listed in ${quarantineUri}, then drop the batch again`,
    };
    if (onInvalidRow === 'fail')
      throw new PermanentError(`${count}, and the pipeline allows none (onInvalidRow: fail)`, details);
    if (quarantined / total > maxInvalidShare)
      throw new PermanentError(`${count}, more than the ${percent(maxInvalidShare)} the pipeline allows`, details);
    if (rows === 0) throw new PermanentError('no row is valid', details);
  }
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
