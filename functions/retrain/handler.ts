/** retrain: decides on a request to retrain by the pipeline's own rules, puts the decision on record, and drops the last batch again. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { candidatesOf } from '../../core/candidates';
import { retrain } from '../../core/functions';
import { isPermanent } from '../../core/errors';
import { requestConfigurationPath } from '../../core/ledger-layout';
import { withSuccessor } from '../../core/retirement/candidates';
import { withRequest, type RetrainRequested } from '../../core/retraining/request';
import type { Configuration, RetrainingRequest } from '../../schemas/generated/types';
import { eventHeard, toComeAgain } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { deployedConfiguration, type Ledger } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { changeRequests } from './change';
import { decideOnce } from './decision';
import { dropAgain } from './drop-again';

/** The CloudEvent function. It returns when what is decided is on record, and a run that is to begin has its batch; and throws until then. */
export function createRetrain(createDeps: () => StageDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const asked = eventHeard(retrain, cloudEvent.data?.message ?? {}, deps.log)?.data;
    if (!asked) return;
    const log = deps.log.with({ pipeline: asked.pipeline, request: asked.request });
    try {
      await answer(asked, { ...deps, log });
    } catch (error) {
      throw toComeAgain(error, log);
    }
  };
}

/** The decision is on record before anything is done: of two deliveries, or two requests, one sees the other's. */
async function answer(asked: RetrainRequested, deps: StageDeps): Promise<void> {
  const configuration = await deployedConfiguration(deps.ledger, asked.pipeline);
  if (!configuration)
    return deps.log.error(`${asked.pipeline} is not deployed, or does not compile: nothing is retrained`);
  const own = await decideOnce(asked, configuration, deps);
  if (own.state !== 'started') return;
  const source = await deps.ledger.findRun({ pipeline: asked.pipeline, run: own.from! });
  try {
    await configure(own, configuration, deps);
    await dropAgain(source!, own.request, configuration.pipeline, deps.objects);
    deps.log.info(`the batch of run ${own.from} is dropped again: ${own.why}`, { cause: own.cause });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await changeRequests(asked.pipeline, deps, async (retraining) => withRequest(retraining, refused(own, error)));
    deps.log.error(`nothing is retrained: ${error.message}`, { fix: error.fix });
  }
}

/**
 * A run for a successor tries other candidates: they are there before its batch is. Where production has moved to one, and the folder still
 * names the base that ends, so does every later run: it would be taken back to it.
 */
async function configure(
  { request, ...asked }: RetrainingRequest,
  configuration: Configuration,
  { ledger }: StageDeps,
): Promise<void> {
  const successor = asked.successor ?? (await movedTo(configuration, ledger));
  if (successor === undefined) return;
  const path = requestConfigurationPath(configuration.pipeline.name, request);
  await ledger.writeOnce(ledger.artifactUri(path), withSuccessor(configuration, successor));
}

/** The base in production, where it is none that the deployed candidates are of, but one that they may be moved to. */
async function movedTo(configuration: Configuration, ledger: Ledger): Promise<string | undefined> {
  const base = (await ledger.findProduction(configuration.pipeline.name))?.value.base;
  const isOwn = candidatesOf(configuration).some((candidate) => candidate.base === base);
  return base !== undefined && !isOwn && configuration.baseModels[base] ? base : undefined;
}

const refused = (own: RetrainingRequest, { message, fix }: { message: string; fix?: string }): RetrainingRequest => ({
  ...own,
  state: 'refused',
  because: [message, fix].filter(Boolean).join('; '),
});
