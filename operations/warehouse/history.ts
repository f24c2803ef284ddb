/** Runs of a pipeline over time, as the history has them: what triggered each, what became of it, and when it was in production. */
import { rollbackPath } from '../../core/ledger-layout';
import type { Rollback } from '../../core/rollback';
import type { RunStatus } from '../../core/stages';
import type { DeploymentRefused, EndpointDeployed, ModelEvaluated, Run } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { readCosts, type Cost } from '../pipelines/costs';
import { createLedger, type Ledger } from '../ledger/ledger';
import { productionPeriods, type Change, type Period } from '../pipelines/production-periods';
import { leaderInShort, verdictsOf } from '../runs/verdicts';
import { ask } from './warehouse';

export interface HistoryRun {
  run: string;
  status: RunStatus;
  /** Whose objects triggered it; absent where validation did not come so far as to name them. */
  batch?: string;
  /** When its newest object landed. */
  begunAt?: string;
  endedAt?: string;
  version?: string;
  /** Those that have ended, in that order; seconds are absent where its begin is not known. */
  stages: { stage: string; outcome: string; seconds?: number }[];
  /** US dollars of tuning and evaluation, by list price; spent is absent while a bill is not known. */
  cost?: { committed: number; spent?: number };
  champion?: string;
  /** What the gate found; absent of a run that compared nothing, or whose configuration is gone. */
  verdict?: string;
  /** Why it has failed or was refused. */
  reason?: string;
  production: Period[];
}

interface RunRow {
  run: string;
  status: RunStatus;
  batch: string | null;
  begun_at: Moment;
  ended_at: Moment;
  deployed_at: Moment;
  version: string | null;
  champion: string | null;
  reason: string | null;
  /** The event's data. */
  evaluated: string | null;
}

type Moment = { value: string } | null;

/** The oldest first. @param from runs that have said something since, as ISO 8601 */
export async function readHistory(cloud: Cloud, pipeline: string, from: string): Promise<HistoryRun[]> {
  const view = (name: string) => `${cloud.status.project}.landfall.${name}`;
  const ledger = createLedger(cloud);
  const runs = await ask<RunRow>(
    cloud,
    'history-runs.sql',
    { runs: view('runs'), run_events: view('run_events') },
    { pipeline, from },
  );
  const names = runs.map(({ run }) => run);
  const [stages, costs, verdicts, periods] = await Promise.all([
    ask<{ run: string; stage: string; outcome: string; seconds: number | null }>(
      cloud,
      'history-stages.sql',
      { stage_times: view('stage_times') },
      { pipeline, runs: names },
    ),
    readCostsSince(cloud, pipeline, from),
    Promise.all(runs.map((row) => verdictOf(ledger, pipeline, row))),
    readPeriods(ledger, pipeline, runs),
  ]);
  return runs.map((row, place) => {
    const own = costs.filter(({ run }) => run === row.run);
    return {
      run: row.run,
      status: row.status,
      ...known('batch', row.batch),
      ...known('begunAt', row.begun_at?.value),
      ...known('endedAt', row.ended_at?.value),
      ...known('version', row.version),
      stages: stages
        .filter(({ run }) => run === row.run)
        .map(({ stage, outcome, seconds }) => ({ stage, outcome, ...known('seconds', seconds) })),
      ...(own.length > 0 && { cost: sumOf(own) }),
      ...known('champion', row.champion),
      ...known('verdict', verdicts[place]),
      ...known('reason', row.reason),
      production: periods.get(row.run) ?? [],
    };
  });
}

/** Nothing where nothing is known: no empty text, and no zero. */
const known = <K extends string, T>(name: K, value: T | null | undefined): { [key in K]?: T } =>
  value === null || value === undefined ? {} : ({ [name]: value } as { [key in K]: T });

const sumOf = (costs: Cost[]): HistoryRun['cost'] => ({
  committed: costs.reduce((sum, { committed }) => sum + committed, 0),
  ...(costs.every(({ spent }) => spent !== undefined) && {
    spent: costs.reduce((sum, { spent = 0 }) => sum + spent, 0),
  }),
});

/** A run's spending stands in the month in which it began. */
async function readCostsSince(cloud: Cloud, pipeline: string, from: string): Promise<Cost[]> {
  const months: string[] = [];
  const last = new Date(cloud.now());
  for (let at = new Date(from); at <= last; at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)))
    months.push(at.toISOString().slice(0, 7));
  return (await Promise.all(months.map((month) => readCosts(cloud, month, pipeline)))).flat();
}

async function verdictOf(ledger: Ledger, pipeline: string, row: RunRow): Promise<string | undefined> {
  if (row.evaluated === null) return undefined;
  const configuration = await ledger.readConfiguration({ pipeline, run: row.run });
  const verdicts = verdictsOf({
    record: { configuration } as Run,
    evaluated: JSON.parse(row.evaluated) as ModelEvaluated,
    ...(row.champion !== null && { deployed: { champion: row.champion } as EndpointDeployed }),
    ...(row.status === 'refused' && { refused: {} as DeploymentRefused }),
  });
  return verdicts && leaderInShort(verdicts);
}

/** That a person has gone back is no event: it stands on the run that was gone back from. */
async function readPeriods(ledger: Ledger, pipeline: string, runs: RunRow[]): Promise<Map<string, Period[]>> {
  const deployed = runs.flatMap(({ run, deployed_at }): Change[] =>
    deployed_at ? [{ run, at: deployed_at.value }] : [],
  );
  const back = await Promise.all(
    deployed.map(async ({ run }) => {
      const text = await ledger.readText(rollbackPath({ pipeline, run }));
      const record = text === undefined ? undefined : (JSON.parse(text) as Rollback);
      return record ? [{ run: record.to.run, at: record.at }] : [];
    }),
  );
  return productionPeriods([...deployed, ...back.flat()]);
}
