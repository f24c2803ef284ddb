/** landfall runs: every run, the newest first. */
import Table from 'cli-table3';
import colors from 'picocolors';
import { connect } from '../cloud';
import { createLedger } from '../ledger';
import { print, printJson } from '../output';
import { plainTable, metricTitle } from '../render/metrics-table';
import { visible } from '../../core/wording';
import { cut, formatAge, formatSeconds, width } from '../render/text';
import { deriveRun, type RunView } from '../run-view';
import { summarize } from '../summary';

const paint: Record<RunView['status'], (text: string) => string> = {
  deployed: colors.green,
  refused: colors.yellow,
  cancelled: colors.yellow,
  failed: colors.red,
  running: colors.cyan,
};

export async function runs({ json, pipeline }: { json?: boolean; pipeline?: string }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const keys = (await ledger.listRuns()).filter((key) => !pipeline || key.pipeline === pipeline);
  const views: RunView[] = [];
  for (const key of keys) {
    const reader = await ledger.openRun(key);
    const results = await reader.readResults();
    views.push(deriveRun({ record: reader.record, results, holdUp: await reader.findHoldUp() }, cloud.now()));
  }
  views.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (json) return printJson(views.map(summarize));
  if (views.length === 0) return print('No runs yet.\n  Next: npx landfall drop PIPELINE FILE…');

  const head = ['run', 'pipeline', 'status', 'took', 'begun', 'result'].map((name) => colors.bold(name));
  const longest = Math.max(...views.map(({ pipeline }) => width(visible(pipeline))));
  // Beside it stand a run, a pipeline, a status and two times.
  const room = Math.max(20, (process.stdout.columns ?? Infinity) - longest - 66);
  const table = new Table({ ...plainTable, head });
  for (const view of views) {
    const begun = formatAge(cloud.now() - Date.parse(view.createdAt));
    table.push([
      visible(view.run),
      visible(view.pipeline),
      paint[view.status](view.status),
      formatSeconds(view.seconds),
      begun,
      cut(visible(resultOf(view)), room),
    ]);
  }
  print(table.toString());
}

/** What matters most of how a run ended or stands, in a few words. */
function resultOf({ status, deployed, evaluated, error, refused, cancelled, stages, record }: RunView): string {
  if (status === 'failed') return `${error?.stage}: ${error?.message.split('\n')[0]}`;
  if (status === 'refused') return refused?.reasons[0] ?? '';
  if (status === 'cancelled') return cancelled?.stage ? `in ${cancelled.stage}` : '';
  if (status === 'running') {
    const running = stages.find(({ state }) => state === 'running');
    return [running?.name, running?.heldUp].filter(Boolean).join(': ');
  }
  const metric = record.configuration?.pipeline.deployment.gate.metric ?? '';
  const mean = evaluated?.metrics[deployed?.champion ?? '']?.[metric];
  return `${deployed?.champion}${mean === undefined ? '' : `, ${metricTitle(metric)} ${mean.toFixed(2)}`}`;
}
