/** Requests to retrain: asked for, decided on by a person, and read back as the function retrain has answered them. */
import { setTimeout as delay } from 'node:timers/promises';

import { readRetrainingPath, retrainingPath } from '../../core/ledger-layout';
import {
  batchOfRequest,
  findRequest,
  isOpen,
  requestEvent,
  requestedIn,
  withRequest,
  type RetrainRequested,
} from '../../core/retraining/request';

import type { Retraining, RetrainingDecision, RetrainingRequest } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { createLedger } from '../ledger/ledger';
import { formatTime } from '../../core/quantities';
import { readVersion, writeIf } from '../ledger/stored';

/** One request, and whose it is. */
export interface Asked {
  pipeline: string;
  request: RetrainingRequest;
}

/** Says it to whoever decides. @param more that it was said before */
export async function requestRetraining(
  cloud: Cloud,
  requested: RetrainRequested,
  more: { again?: true } = {},
): Promise<void> {
  await cloud.publish({ ...requestEvent(requested, '/landfall/cli'), ...more });
}

/**
 * The request once it is decided on.
 * @param since what was on record before, where it is decided on anew
 * @throws OperationError when nobody has decided in a minute
 */
export async function answerTo(cloud: Cloud, pipeline: string, id: string, since?: RetrainingRequest): Promise<Asked> {
  const ledger = createLedger(cloud);
  const before = JSON.stringify(since);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(300)) {
    const request = findRequest(await readRetraining(ledger, pipeline), id);
    if (request && JSON.stringify(request) !== before) return { pipeline, request };
  }
  throw new OperationError(`The request ${id} to retrain ${pipeline} is not decided on yet.`, {
    exitCode: exitCodes.failed,
    why: 'the function retrain has not answered in a minute; the request is not lost',
    next: 'npx landfall logs retrain',
  });
}

export async function readRetraining(
  { readText }: Pick<ReturnType<typeof createLedger>, 'readText'>,
  pipeline: string,
): Promise<Retraining> {
  const text = await readText(retrainingPath(pipeline));
  return text === undefined ? { pipeline, requests: [] } : (JSON.parse(text) as Retraining);
}

/** @throws OperationError (usage) for an id of no request */
export async function findAsked(cloud: Cloud, id: string): Promise<Asked> {
  const ledger = createLedger(cloud);
  const [files] = await cloud.storage.bucket(cloud.status.buckets.artifacts).getFiles({ prefix: 'pipelines/' });
  const pipelines = files.flatMap(({ name }) => readRetrainingPath(name) ?? []);
  for (const pipeline of pipelines) {
    const request = findRequest(await readRetraining(ledger, pipeline), id);
    if (request) return { pipeline, request };
  }
  throw new OperationError(`There is no request "${id}".`, {
    exitCode: exitCodes.usage,
    why: 'nobody has asked for a retraining under this id',
    next: 'npx landfall pipelines',
  });
}

/**
 * Puts on record, once, what a person decides on a request, and has it answered.
 * @throws OperationError (usage) when it is settled, or was decided on before
 */
export async function decideOn(
  cloud: Cloud,
  { pipeline, request: { request: id } }: Asked,
  decision: Omit<RetrainingDecision, 'at'>,
): Promise<Asked> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  for (;;) {
    const { text, generation } = (await readVersion(bucket, retrainingPath(pipeline)))!;
    const retraining = JSON.parse(text) as Retraining;
    const request = findRequest(retraining, id)!;
    if (!isOpen(request) || request.decision) throw isSettled({ pipeline, request });
    const own: RetrainingRequest = {
      ...request,
      decision: { ...decision, at: new Date(cloud.now()).toISOString() },
      ...(decision.decision === 'rejected' && { state: 'rejected', because: decision.reason }),
    };
    // Of two that decide at once, the one conditional write takes the first.
    const written = await writeIf(bucket, retrainingPath(pipeline), withRequest(retraining, own), generation);
    if (written === undefined) continue;
    if (decision.decision === 'rejected') return { pipeline, request: own };
    await requestRetraining(cloud, requestedIn(pipeline, own), { again: true });
    return answerTo(cloud, pipeline, id, own);
  }
}

function isSettled({ pipeline, request: { request, state, because, decision, run } }: Asked): OperationError {
  const how = decision
    ? `${decision.decision} by ${decision.by} on ${formatTime(decision.at)}${decision.reason ? `: ${decision.reason}` : ''}`
    : (because ?? `its batch is ${batchOfRequest(request)}`);
  return new OperationError(`The request ${request} to retrain ${pipeline} is ${state} already.`, {
    exitCode: exitCodes.usage,
    why: how,
    next: run === undefined ? 'npx landfall pipelines' : `npx landfall run ${run}`,
  });
}
