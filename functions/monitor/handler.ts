/** monitor: every hour looks at each pipeline in production, and asks for it to be retrained where there is a reason. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { atMost } from '../../core/at-most';
import { monitor } from '../../core/functions';
import { pipelineInProductionPath } from '../../core/ledger-layout';
import { ownCauses } from '../../core/retraining/causes';
import { requestedIn, findRequest, isOpen, requestEvent, type RetrainRequested } from '../../core/retraining/request';
import type { Configuration } from '../../schemas/generated/types';
import { newestRuns } from '../shared/retraining/newest-runs';
import { eventHeard } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { deployedConfiguration } from '../shared/stage/ledger';
import type { MonitorDeps } from './deps';
import { countNewExamples } from './new-examples';

/** Pipelines that are looked at side by side. */
const atOnce = 4;

/** The CloudEvent function. A pipeline that cannot be looked at is looked at again at the next tick, from where it was left. */
export function createMonitor(createDeps: () => MonitorDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    if (!eventHeard(monitor, cloudEvent.data?.message ?? {}, deps.log)) return;
    await atMost(atOnce, await pipelinesInProduction(deps), async (pipeline) => {
      const log = deps.log.with({ pipeline });
      await look(pipeline, { ...deps, log }).catch((error: unknown) => {
        log.error(`${pipeline} could not be looked at: ${(error as Error).message}`);
      });
    });
  };
}

async function pipelinesInProduction({ objects, ledger }: MonitorDeps): Promise<string[]> {
  const found = await objects.list(ledger.artifactUri('pipelines/'));
  return found.flatMap(({ name }) => pipelineInProductionPath(name) ?? []);
}

async function look(pipeline: string, deps: MonitorDeps): Promise<void> {
  const configuration = await deployedConfiguration(deps.ledger, pipeline);
  if (!configuration) return;
  const known = (await deps.ledger.findRetraining(pipeline))?.value ?? { pipeline, requests: [] };
  for (const asked of await reasons(pipeline, configuration, deps)) {
    if (findRequest(known, asked.request)) continue;
    await say(asked, deps);
    deps.log.info(`asks for a retraining: ${asked.why}`, { request: asked.request, cause: asked.cause });
  }
  // What waits is decided on anew: what it waited for may be over.
  for (const open of known.requests.filter(isOpen)) await say(requestedIn(pipeline, open), deps, { again: true });
}

const say = (asked: RetrainRequested, deps: MonitorDeps, more: { again?: true } = {}): Promise<void> =>
  deps.publish({ ...requestEvent(asked, `/landfall/${monitor.name}`), ...more });

async function reasons(pipeline: string, configuration: Configuration, deps: MonitorDeps): Promise<RetrainRequested[]> {
  const lastRun = (await newestRuns(pipeline, deps)).find(({ hasVersion }) => hasVersion);
  if (!lastRun) return [];
  const newExamples = await countNewExamples(configuration, lastRun.createdAt, deps);
  const { retraining: policy } = configuration.pipeline;
  return ownCauses({ pipeline, now: deps.clock.now(), policy, lastRun, newExamples });
}
