/** landfall history: the runs of a pipeline over time. */
import { connect } from '../cloud';
import { readHistory } from '../../operations/warehouse/history';
import { print, printJson } from '../output';
import { checkPipeline } from '../../operations/pipelines/pipelines';
import { historyLines } from '../render/history-lines';
import { inline } from '../../core/wording';
import { shellWord } from '../../core/shell-word';
import { terminalWidth } from '../render/text';

const dayInMilliseconds = 24 * 60 * 60 * 1000;

export async function history(pipeline: string, { days, json }: { days: string; json?: boolean }): Promise<void> {
  const cloud = await connect();
  const from = new Date(cloud.now() - Number(days) * dayInMilliseconds).toISOString();
  const runs = await readHistory(cloud, pipeline, from);
  if (runs.length === 0) await checkPipeline(cloud, pipeline);
  if (json) return printJson(runs);
  if (runs.length === 0)
    return print(
      `No run of ${inline(pipeline)} has said anything for ${days} days.\n  Next: npx landfall runs --pipeline ${shellWord(pipeline)}`,
    );
  print(historyLines(runs, terminalWidth(process.stdout)).join('\n'));
}
