/** Which run an announced object makes: none while its batch waits, and the same one however often it is announced. */
import { corpusConfigurationPath, triggerPath } from '../../../core/ledger-layout';
import type { Configuration, EventData, Run } from '../../../schemas/generated/types';
import type { Config } from '../../shared/stage/config';
import type { Uncompiled } from '../../shared/stage/ledger';
import type { Objects } from '../../shared/stage/objects';
import type { StageDeps } from '../../shared/stage/stage';
import { printable } from '../../../core/wording';
import { requestOfBatch } from '../../../core/retraining/request';
import { askBatch } from './ask-batch';
import { markerName, parseLandingPath, shownFile, type LandingPath } from '../../../core/batch/landing-path';
import { identifyRun } from './run-identity';

export type FindRunsDeps = StageDeps & { config: Pick<Config, 'codeVersion'> };

const isCompiled = (deployed?: Configuration | Uncompiled): deployed is Configuration =>
  deployed !== undefined && 'digest' in deployed;

/** All versions of what the answer depends on: for one of maybe thousands of parts, which only wait, not the whole batch. */
async function historyOf(root: string, { pipeline, batch, part }: LandingPath, name: string, objects: Objects) {
  const folder = `${root}${pipeline}/${batch}/`;
  const prefixes = part === undefined ? [folder] : [`${folder}${markerName}`, `${root}${name}`];
  const listings = await Promise.all(prefixes.map((prefix) => objects.list(prefix, { versions: true })));
  return listings.flat();
}

/** True when the other object's own announcement has made the run: it brings it to its end, and a twin would be in its way. */
async function hasBegun(trigger: string, { objects, clock }: FindRunsDeps): Promise<boolean> {
  for (let pauses = 0; pauses < 6; pauses++) {
    if (await objects.read(trigger)) return true;
    await clock.sleep(500);
  }
  return false;
}

export async function findRuns(landed: EventData['landfall.dataset.landed.v1'], deps: FindRunsDeps): Promise<Run[]> {
  const { objects, ledger, log, clock, config } = deps;
  const { bucket, name } = landed;
  const path = parseLandingPath(name);
  if (typeof path === 'string') {
    log.warning(`ignored ${printable(name)}: ${path}`);
    return [];
  }

  const { pipeline, batch } = path;
  const deployed = await ledger.findConfiguration(pipeline);
  // What is dropped for a corpus is index's, which hears of it as well.
  if (!deployed && (await objects.read(ledger.artifactUri(corpusConfigurationPath(pipeline))))) return [];
  // A run for the successor of a base that ends tries other candidates than those that are deployed.
  const request = requestOfBatch(batch);
  const own = request === undefined ? undefined : await ledger.findRequestConfiguration(pipeline, request);
  const configuration = own ?? (isCompiled(deployed) ? deployed : undefined);
  const history = await historyOf(`gs://${bucket}/`, path, name, objects);
  const answer = askBatch({ landed, path, history, configuration });
  if ('because' in answer) {
    const line = `${shownFile(name)}: ${answer.because}`;
    const fields = { pipeline, batch: printable(batch) };
    if (answer.isLate) log.warning(line, fields);
    else log.info(line, fields);
    return [];
  }

  // Whoever sees these objects first decides what is made of them: a delivery that comes after the next deployment
  // finds that run, instead of making a second one under another configuration.
  const trigger = { bucket, ...answer.run };
  const known = ledger.artifactUri(triggerPath(pipeline, identifyRun(pipeline, trigger)));
  if (answer.isAnotherObjectsRun && (await hasBegun(known, deps))) {
    log.info(`${shownFile(name)}: its run has begun`, { pipeline, batch: printable(batch) });
    return [];
  }
  const run = await ledger.writeOnce<Run>(known, {
    run: identifyRun(pipeline, trigger, configuration?.digest),
    pipeline,
    createdAt: clock.now().toISOString(),
    trigger,
    ...(configuration ? { configuration } : (deployed as Uncompiled | undefined)),
    codeVersion: config.codeVersion,
  });
  return [await ledger.createRun(run)];
}
