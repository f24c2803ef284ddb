/** The newest runs of a pipeline, as far as retraining goes. */
import { atMost } from '../../../core/at-most';
import { parseLandingPath } from '../../../core/batch/landing-path';
import { triggersPrefix } from '../../../core/ledger-layout';
import { isToDropAgain, type PipelineRun } from '../../../core/retraining/policy';
import { lastStage, outputOf, statusOf } from '../../../core/stages';
import type { StepVerdict } from '../../../core/canary/rollout';
import type { DeploymentRefused, Run, StageResult } from '../../../schemas/generated/types';
import type { StageDeps } from '../stage/stage';

/** So many are looked at: whatever is under way, or has just ended, is among them. */
const looked = 10;
/** Where the batch of none of these can be dropped again, as many more, and so on, up to so many in all. */
const mostLooked = 100;
const atOnce = 5;

type World = Pick<StageDeps, 'ledger' | 'objects'>;

/** The newest first, each with its record. */
export async function newestRuns(
  pipeline: string,
  { ledger, objects }: World,
): Promise<(PipelineRun & { record: Run })[]> {
  const triggers = await objects.list(ledger.artifactUri(triggersPrefix(pipeline)));
  const newest = triggers.toSorted((a, b) => (a.timeCreated > b.timeCreated ? -1 : 1)).slice(0, mostLooked);
  const runs: (PipelineRun & { record: Run })[] = [];
  for (let from = 0; from < newest.length && !runs.some(isToDropAgain); from += looked) {
    const read = await atMost(atOnce, newest.slice(from, from + looked), async ({ uri }) => {
      const found = await objects.read(uri);
      return found && readRun(JSON.parse(found.text) as Run, ledger);
    });
    runs.push(...read.filter((run) => run !== undefined));
  }
  return runs;
}

async function readRun(record: Run, ledger: World['ledger']): Promise<PipelineRun & { record: Run }> {
  const { run, createdAt, trigger, configuration } = record;
  const results = await ledger.findResults(record);
  const last = results.get(lastStage);
  const path = parseLandingPath(trigger.objects[0]!.name);
  return {
    record,
    run,
    batch: typeof path === 'string' ? '' : path.batch,
    createdAt,
    status: statusOf(results),
    ...(last && { endedAt: last.finishedAt }),
    ...(configuration && { configuration: configuration.digest }),
    hasVersion: outputOf(results, 'transform') !== undefined,
    wentBack: verdictsOf(last).some(({ decision }) => decision === 'rollback'),
  };
}

/** On the steps of its canary. */
const verdictsOf = (last?: StageResult): StepVerdict[] =>
  ((last?.output?.data ?? {}) as Pick<DeploymentRefused, 'canary'>).canary ?? [];
