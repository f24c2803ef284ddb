/** A pipeline at a glance: what serves, for how long still, whether it has drifted, what it has spent, and why it is stale. */
import { digest } from '../../core/digest';
import { monthOf, heldIn } from '../../core/spending';
import type { Configuration, CorpusSpec, Production } from '../../schemas/generated/types';
import { configurationPath, corpusConfigurationPath } from '../../core/ledger-layout';
import { corporaBehind } from '../../core/grounding/corpora';
import type { Cloud } from '../cloud';
import { createLedger, type Ledger } from '../ledger/ledger';
import { findDrift, type DriftStanding } from '../warehouse/drift';
import { servedUses, usesOf } from '../pipelines/base-uses';
import { readSpending } from '../pipelines/budget';
import { lifecycleRows, type LifecycleRow, type Models } from '../pipelines/lifecycle';
import { readPipelineState, type PipelineState, type PipelinesStanding } from '../pipelines/pipeline-states';
import { staleReasons } from './stale';

export interface PipelineOverview extends PipelineState {
  /** US dollars, of this month (UTC): what counts against the budget. */
  money?: { month: string; used: number; budget: number };
  drift?: Pick<DriftStanding, 'until' | 'quietWeeks' | 'alarm'>;
  /** What of it ends when, the first first. */
  lifecycle: LifecycleRow[];
  /** The end of the base in production. */
  ends?: LifecycleRow;
  /** Why production is not what it could be, in words. */
  stale: string[];
}

export async function readOverview(
  cloud: Cloud,
  name: string,
  { standing, models }: { standing: PipelinesStanding; models: Models },
): Promise<PipelineOverview> {
  const ledger = createLedger(cloud);
  const [state, configuration, drift] = await Promise.all([
    readPipelineState(cloud, name, standing),
    readDeployed(ledger, name),
    findDrift(cloud, name),
  ]);
  const { production } = state;
  const on = new Date(cloud.now());
  const lifecycle = lifecycleRows(await usesIn(ledger, { configuration, production }), models, {
    region: cloud.status.region,
    on,
  });
  const ends = lifecycle.find(
    ({ base, action, closesOn }) => base === production?.base && action === 'inference' && closesOn !== undefined,
  );
  const made = production && (await ledger.readConfiguration({ pipeline: name, run: production.run }));
  const configurations = { production: folderDigest(made), now: folderDigest(configuration) };
  return {
    ...state,
    ...(configuration && { money: await moneyOf(ledger, configuration, on) }),
    ...(drift && { drift: { until: drift.until, quietWeeks: drift.quietWeeks, alarm: drift.alarm } }),
    lifecycle,
    ...(ends && { ends }),
    stale: staleReasons({ ...state, configurations, ends }),
  };
}

/** Of what a person has written: another version of Landfall is no change of the pipeline. */
function folderDigest(configuration?: Configuration): string | undefined {
  if (!configuration) return undefined;
  const { pipeline, rowSchemas, trainingSql, prompt, prompts = {}, chain = null } = configuration;
  return digest({ pipeline, rowSchemas, trainingSql, prompt, prompts, chain });
}

/** Undefined of a pipeline that has no folder, or one that does not compile. */
async function readDeployed(ledger: Ledger, name: string): Promise<Configuration | undefined> {
  const text = await ledger.readText(configurationPath(name));
  const found = text === undefined ? undefined : (JSON.parse(text) as Configuration | { problems: unknown });
  return found && 'pipeline' in found ? found : undefined;
}

async function usesIn(
  ledger: Ledger,
  { configuration, production }: { configuration?: Configuration; production?: Production },
): Promise<Parameters<typeof lifecycleRows>[0]> {
  const { pipeline } = configuration ?? {};
  const named = pipeline ? corporaBehind(pipeline).map(({ corpus }) => corpus) : [];
  const corpora = await Promise.all([...new Set(named)].map((corpus) => readCorpus(ledger, corpus)));
  const name = pipeline?.name ?? production?.pipeline ?? '';
  return [
    ...(production ? servedUses(production) : []).map((use) => ({
      pipeline: name,
      use,
      alsoAt: pipeline?.deployment.alsoAt ?? [],
    })),
    ...(pipeline ? usesOf(pipeline, corpora.flat()) : []).map((use) => ({ pipeline: name, use })),
  ];
}

async function readCorpus(ledger: Ledger, name: string): Promise<CorpusSpec[]> {
  const text = await ledger.readText(corpusConfigurationPath(name));
  const found = text === undefined ? {} : (JSON.parse(text) as { corpus?: CorpusSpec });
  return found.corpus ? [found.corpus] : [];
}

async function moneyOf(
  ledger: Ledger,
  { pipeline }: Configuration,
  on: Date,
): Promise<NonNullable<PipelineOverview['money']>> {
  const month = monthOf({ createdAt: on.toISOString() });
  const spending = await readSpending(ledger, pipeline.name, month);
  return { month, used: spending ? heldIn(spending, '').month : 0, budget: pipeline.tuning.budget.month };
}
