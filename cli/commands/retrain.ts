/** landfall retrain: asks for a pipeline to be retrained on what it was trained on last, and what has come since. */
import { batchOfRequest, requestId } from '../../core/retraining/request';
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { waitForRun } from '../../operations/runs/follow';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { pastRuns } from '../../operations/pipelines/earlier-batch';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { requestLines } from '../render/request-lines';
import { answerTo, requestRetraining, type Asked } from '../../operations/pipelines/retraining';
import { whoTypes } from '../who';
import { tellToEnd } from './drop';

interface RetrainOptions {
  why: string;
  wait?: boolean;
  json?: boolean;
}

/** @returns the exit code */
export async function retrainPipeline(pipeline: string, { why, wait, json }: RetrainOptions): Promise<number> {
  const cloud = await connect();
  await readPipeline(cloud, pipeline);
  const { name: by } = whoTypes();
  const request = requestId(pipeline, 'person', `${by} ${why} ${await newestRun(cloud, pipeline)}`);
  await requestRetraining(cloud, {
    pipeline,
    request,
    cause: 'person',
    why,
    by,
    at: new Date(cloud.now()).toISOString(),
  });
  const asked = await answerTo(cloud, pipeline, request);
  if (!wait || asked.request.state !== 'started') return tell(asked, { json });
  if (!json) for (const line of requestLines(asked)) print(line);
  return tellToEnd(cloud, await waitForRun(cloud, pipeline, batchOfRequest(request)), { json });
}

/** With another run behind it the same question is another. @throws OperationError (usage) where there is none */
async function newestRun(cloud: Cloud, pipeline: string): Promise<string> {
  for await (const { record } of pastRuns(createLedger(cloud), pipeline)) return record.run;
  throw new OperationError(`${pipeline} has no run yet.`, {
    exitCode: exitCodes.usage,
    why: 'what it would be trained on again was never dropped',
    next: `npx landfall drop ${pipeline} FILE…`,
  });
}

export function tell(asked: Asked, { json }: { json?: boolean }): number {
  if (json) printJson({ pipeline: asked.pipeline, ...asked.request });
  else for (const line of requestLines(asked)) print(line);
  return asked.request.state === 'refused' ? exitCodes.failed : exitCodes.ok;
}
