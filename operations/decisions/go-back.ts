/**
 * Goes back from what a pipeline has beside its production, or in it, by one conditional write of the pointer. Everything that the
 * model to come needs is looked for before that.
 */
import { deploymentIn, goBack, type DeployedModel } from '../../core/canary/rollout';
import type { Rollback } from '../../core/rollback';
import { productionPath, rollbackPath } from '../../core/ledger-layout';
import { endpointOf, readProduction, isEndpoint } from '../../core/production';
import { promptByDigest } from '../../core/candidates';
import type { Production } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { createLedger } from '../ledger/ledger';
import { noModel } from '../pipelines/no-model';
import { formatAge } from '../../core/quantities';
import { listPipelines, unknownPipeline } from '../pipelines/pipelines';
import { readVersion, writeIf } from '../ledger/stored';

export interface WentBack {
  from: DeployedModel;
  /** In production again. */
  to: DeployedModel;
  /** It was a canary, beside production, that ended. */
  wasCanary: boolean;
  /** False when Vertex AI did not say in time whether the endpoint is there. */
  isEndpointKnown: boolean;
}

/** Minutes for which somebody who goes back is taken to mean a canary that has ended meanwhile. */
const justNow = 10;

/** Going back is not held up for longer by a question whether the endpoint is there, in milliseconds. */
const patience = 1_000;

/**
 * Whoever changes production in between is heard: it is read again, and gone back from only while it is about the same run. Where a
 * canary has just ended, that may have been meant: production is gone back from only by its name then.
 * @param from the run to go back from, and from no other
 * @throws OperationError (usage) that says what to do where there is nothing to go back to, or what it needs is gone
 */
export async function rollBack(
  cloud: Cloud,
  pipeline: string,
  { by, reason, from: named }: { by: string; reason?: string; from?: string },
): Promise<WentBack> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const path = productionPath(pipeline);
  let meant = named;
  for (;;) {
    const found = await readVersion(bucket, path);
    if (!found) throw await nothingInProduction(cloud, pipeline);
    const production = readProduction(found.text);
    const from = production.canary ?? deploymentIn(production);
    if (meant === undefined) checkUnambiguous(production, cloud.now());
    meant ??= from.run;
    if (from.run !== meant) throw meant === named ? isAnother(production, meant) : changedMeanwhile(production, meant);
    const at = new Date(cloud.now());
    const why = `rolled back by ${by}${reason ? `: ${reason}` : ''}`;
    const next = goBack(production, { reason: why, at });
    if (!next) throw nothingBefore(production);
    const to = deploymentIn(next);
    const wasCanary = production.canary !== undefined;
    const [isEndpointKnown] = await Promise.all([findEndpoint(cloud, next), findPrompt(cloud, next)]).catch(
      (error: unknown) => {
        // Where a canary ends, production stays the model that it is, whatever has become of it.
        if (wasCanary) return [true];
        throw error;
      },
    );
    if ((await writeIf(bucket, path, next, found.generation)) === undefined) continue;
    // Of a canary the pointer itself says it, to the stage that waits for its verdict.
    if (!wasCanary) {
      const record: Rollback = { by, reason, at: at.toISOString(), to: { run: to.run, candidate: to.candidate } };
      await writeIf(bucket, rollbackPath({ pipeline, run: from.run }), record, 0);
    }
    return { from, to, wasCanary, isEndpointKnown };
  }
}

/** @throws OperationError (usage) when its canary has ended so lately that somebody who goes back may have meant that */
function checkUnambiguous({ pipeline, run, candidate, canary, previous, verdicts }: Production, now: number): void {
  const last = verdicts?.at(-1);
  if (canary || !previous || last?.decision !== 'rollback') return;
  const age = now - Date.parse(last.at);
  if (age >= justNow * 60_000) return;
  throw refusal(
    `The canary of run ${last.run} has ended, ${formatAge(age)}.`,
    `${last.reason}. Was that meant? ${candidate} of run ${run} has all requests: to go back from that too, name its run`,
    `npx landfall rollback ${pipeline} --from ${run}`,
  );
}

async function nothingInProduction(cloud: Cloud, pipeline: string): Promise<OperationError> {
  const known = await listPipelines(cloud);
  return known.includes(pipeline) ? noModel(createLedger(cloud), pipeline) : unknownPipeline(pipeline, known);
}

const refusal = (message: string, why: string, next: string): OperationError =>
  new OperationError(`${message} Production stays as it is.`, { exitCode: exitCodes.usage, why, next });

const again = (run: string): string => `npx landfall run ${run}   (the line Again drops its batch once more)`;

function nothingBefore({ pipeline, run, candidate, previous }: Production): OperationError {
  return previous
    ? refusal(
        `Too little is known of the model before ${candidate}.`,
        `${previous.candidate} of run ${previous.run} was deployed by a Landfall that did not keep its prompt and base`,
        again(previous.run),
      )
    : refusal(
        `Nothing is kept from before ${candidate} of run ${run}.`,
        'it is the first of the pipeline, or the one before was gone back from, or kept for no longer',
        `npx landfall runs --pipeline ${pipeline}`,
      );
}

function changedMeanwhile(production: Production, meant: string): OperationError {
  return new OperationError(`What was to be gone back from, run ${meant}, is so no longer: somebody was faster.`, {
    why: standing(production),
    next: 'npx landfall pipelines',
  });
}

const isAnother = (production: Production, named: string): OperationError =>
  refusal(`It is not run ${named} that would be gone back from.`, standing(production), 'npx landfall pipelines');

function standing({ candidate, run, canary }: Production): string {
  const beside = canary ? `, ${canary.candidate} of run ${canary.run} beside it` : '';
  return `${candidate} of run ${run} is in production${beside}`;
}

/** @returns whether it could be asked @throws OperationError (usage) when the endpoint is gone */
async function findEndpoint(cloud: Cloud, next: Production): Promise<boolean> {
  const endpoint = endpointOf(next);
  if (!isEndpoint(endpoint)) return true;
  const isThere = await cloud.hasEndpoint(endpoint, patience).catch(() => undefined);
  if (isThere !== false) return isThere !== undefined;
  throw refusal(
    `The endpoint of ${next.candidate} of run ${next.run} is gone.`,
    `${endpoint}: what was in production before is kept for a time only`,
    again(next.run),
  );
}

/** @throws OperationError (usage) when the prompt that the model was tuned on is not on record: serving would refuse it */
async function findPrompt(cloud: Cloud, { pipeline, run, candidate, promptDigest }: Production): Promise<void> {
  const configuration = await createLedger(cloud).readConfiguration({ pipeline, run });
  if (configuration && promptByDigest(configuration, promptDigest)) return;
  throw refusal(
    `The prompt that ${candidate} was tuned on is gone.`,
    configuration ? `run ${run} has another one on record` : `run ${run} is gone from the ledger`,
    `npx landfall runs --pipeline ${pipeline}`,
  );
}
