/** The shipped functions that the story runs, each with what it hears. What asks BigQuery for datasets is played: `validate` and `transform`. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { evaluationShard, monitor, retrain } from '../../core/functions';
import { contractOf, endingTypes, stageNames, type EventType } from '../../core/stages';
import { createCleanup, type CleanupDeps } from '../../functions/cleanup/handler';
import type { DeployDeps } from '../../functions/deploy/context';
import { deploy } from '../../functions/deploy/handler';
import { keepPrevious } from '../../functions/deploy/retention';
import type { EvaluateDeps } from '../../functions/evaluate/context';
import { evaluate } from '../../functions/evaluate/handler';
import { createEvaluationShard } from '../../functions/evaluation-shard/handler';
import type { MonitorDeps } from '../../functions/monitor/deps';
import { createMonitor } from '../../functions/monitor/handler';
import { createRetrain } from '../../functions/retrain/handler';
import type { PushedMessage } from '../../functions/shared/stage/events';
import { defineStage } from '../../functions/shared/stage/stage';
import type { TuneDeps } from '../../functions/tune/context';
import * as tuning from '../../functions/tune/handler';
import { findRuns as findLanded } from '../../functions/validate/batch/find-runs';
import * as watching from '../../functions/watch/handler';
import { transform, validate, type DatasetDeps } from './dataset';

export type Deps = DatasetDeps & TuneDeps & watching.WatchDeps & EvaluateDeps & DeployDeps & CleanupDeps & MonitorDeps;

type Receive = (message: CloudEvent<{ message: PushedMessage }>) => Promise<void>;

export const functions = {
  validate: (deps) => defineStage({ name: 'validate', createDeps: () => deps, findRuns: findLanded, handle: validate }),
  transform: (deps) => defineStage({ name: 'transform', createDeps: () => deps, handle: transform }),
  tune: (deps) => defineStage({ name: 'tune', createDeps: () => deps, handle: tuning.tune, settle: tuning.settle }),
  watch: (deps) =>
    defineStage({
      name: 'watch',
      createDeps: () => deps,
      findRuns: watching.findRuns,
      handle: watching.watch,
      settle: watching.settle,
    }),
  evaluate: (deps) => defineStage({ name: 'evaluate', createDeps: () => deps, handle: evaluate }),
  deploy: (deps) => defineStage({ name: 'deploy', createDeps: () => deps, handle: deploy, settle: keepPrevious }),
  'evaluation-shard': (deps) => createEvaluationShard(() => deps),
  cleanup: (deps) => createCleanup(() => deps),
  monitor: (deps) => createMonitor(() => deps),
  retrain: (deps) => createRetrain(() => deps),
} satisfies Record<string, (deps: Deps) => Receive>;

export type FunctionName = keyof typeof functions;

/** As infra subscribes them. */
export function hearersOf({ type }: { type: EventType }): FunctionName[] {
  const beside = [evaluationShard, monitor, retrain].filter(({ hears }) => hears === type).map(({ name }) => name);
  return [
    ...stageNames.filter((name) => contractOf(name).hears === type),
    ...beside,
    ...(endingTypes.includes(type) ? (['cleanup'] as const) : []),
  ];
}
