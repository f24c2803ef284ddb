/** landfall runs: every run, the newest first. */
import colors from 'picocolors';
import { connect } from '../cloud';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { checkPipeline } from '../../operations/pipelines/pipelines';
import { metricTitle } from '../../core/metrics/titles';
import { rolloutCommands } from '../../operations/runs/rollout-lines';
import { labelled } from '../render/run-lines';
import { tableLines, type TableColumn } from '../render/table';
import { terminalWidth } from '../render/text';
import { formatAge, formatSeconds } from '../../core/quantities';
import { inline } from '../../core/wording';
import { shellWord } from '../../core/shell-word';
import { deriveRun, type RunView } from '../../operations/runs/run-view';
import { summarize } from '../../operations/runs/summary';
import { refusalInShort, verdictsOf } from '../../operations/runs/verdicts';

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
  if (pipeline && keys.length === 0) await checkPipeline(cloud, pipeline);
  const views: RunView[] = [];
  for (const key of keys) {
    const reader = await ledger.openRun(key);
    const results = await reader.readResults();
    const known = { holdUp: await reader.findHoldUp(), rollout: await reader.readRollout() };
    views.push(deriveRun({ record: reader.record, results, ...known }, cloud.now()));
  }
  views.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (json) return printJson(views.map(summarize));
  if (views.length === 0)
    return print(
      `No runs${pipeline ? ` of ${inline(pipeline)}` : ' yet'}.\n  Next: npx landfall drop ${pipeline ? shellWord(pipeline) : 'PIPELINE'} FILE…`,
    );

  const columns = terminalWidth(process.stdout);
  print([...runsTable(views, cloud.now(), columns), ...(columns === undefined ? [] : decisionLines(views))].join('\n'));
}

/** Below the table: runs that a person decides on, with the commands. In a pipe these stand in the rows. */
export function decisionLines(views: RunView[]): string[] {
  const some = views.flatMap((view) => {
    const commands = rolloutCommands(view);
    return commands.length > 0 ? [`${inline(view.run)} of ${inline(view.pipeline)}`, ...commands] : [];
  });
  return some.length > 0 ? ['', labelled('To decide', some.join('\n'))] : [];
}

const columns: TableColumn[] = [
  { title: 'run' },
  { title: 'pipeline', leftOut: 3 },
  { title: 'status' },
  { title: 'took', isNumber: true, leftOut: 1 },
  { title: 'begun', leftOut: 2 },
  { title: 'result', isText: true, isCut: true },
];

export function runsTable(views: RunView[], now: number, terminalColumns?: number): string[] {
  const rows = views.map((view) => [
    inline(view.run),
    inline(view.pipeline),
    paint[view.status](view.status),
    formatSeconds(view.seconds),
    formatAge(now - Date.parse(view.createdAt)),
    inline(terminalColumns === undefined ? [resultOf(view), ...rolloutCommands(view)].join(' · ') : resultOf(view)),
  ]);
  return tableLines(columns, rows, { terminalColumns, paint: colors.bold });
}

/** What matters most of how a run ended or stands, in a few words. */
function resultOf(view: RunView): string {
  const { status, deployed, evaluated, error, refused, cancelled, stages, record, rollout } = view;
  if (status === 'failed') return `${error?.stage}: ${error?.message.split('\n')[0]}`;
  if (status === 'refused') return refusalInShort(refused?.reasons ?? [], verdictsOf(view))[0] ?? '';
  if (status === 'cancelled') return cancelled?.stage ? `in ${cancelled.stage}` : '';
  if (status === 'running') {
    const running = stages.find(({ state }) => state === 'running');
    // Of a rollout it is plain which stage it is.
    if (running?.heldUp && rollout) return running.heldUp;
    return [running?.name, running?.heldUp].filter(Boolean).join(': ');
  }
  const metric = record.configuration?.pipeline.deployment.gate.metric ?? '';
  const mean = evaluated?.metrics[deployed?.champion ?? '']?.[metric];
  return `${deployed?.champion}${mean === undefined ? '' : `, ${metricTitle(metric)} ${mean.toFixed(2)}`}`;
}
