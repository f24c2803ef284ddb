/** Many answers of one subject as a batch of its provider: started once, and recorded in parts when it has ended. */
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { isPermanent } from '../../core/errors';
import { searchToolOf } from '../../core/grounding/spec';
import { batchFolder } from '../../core/ledger-layout';
import { placedLines } from '../../core/lines';
import { mostPriceOf } from '../../core/most-price';
import { answerPrice } from '../../core/price';
import type { Run } from '../../schemas/generated/types';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asked, measuredAnswer } from '../shared/evaluation/asking';
import type { Place } from '../shared/evaluation/examples';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import { atOnce, folderOf, partsOf, type Measure, type SubjectAnswer } from '../shared/evaluation/recorded-answers';
import type { Subject } from '../shared/evaluation/subjects';
import {
  frozenModel,
  type BatchAnswer,
  type BatchJob,
  type BatchPrediction,
  type Question,
} from '../shared/models/provider';
import { drawForBatch, settleBatch } from '../shared/spending/batch-money';
import { configurationOf } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';

/** Parts of a subject that are asked for together; the first so many of its parts are asked for by then. */
export interface BatchOf {
  subject: Subject;
  missing: string[];
  until: number;
}

/** A batch says nothing of how long an answer takes: where a ceiling asks that of candidates, they are asked one by one. */
export function isForBatch({ subject, missing }: BatchOf, answers: number, { run, deps }: EvaluateContext): boolean {
  const { evaluation, deployment } = configurationOf(run).pipeline;
  const { batchAbove } = evaluation;
  if (batchAbove === undefined || answers <= batchAbove || missing.length === 0) return false;
  const isTuned = subject.tunedModel !== undefined;
  // A batch asks a tuned model at its own choice of a checkpoint.
  if (subject.isCheckpoint) return false;
  // {} is an empty record, which its import refuses: https://github.com/googleapis/python-genai/issues/2123, read on 2026-11-29.
  if (searchToolOf(subject.configuration.pipeline)) return false;
  if (isTuned && deployment.gate.maximum?.latencySeconds !== undefined) return false;
  return batchesOf(subject, deps).takes(baseOf(subject), isTuned);
}

/** Found, where a delivery before this one has started it. @throws PermanentError where the provider takes no such batch */
export async function startBatch(batch: BatchOf, heldOut: HeldOutSet, context: EvaluateContext): Promise<BatchJob> {
  const { run, deps } = context;
  const { subject } = batch;
  const batches = batchesOf(subject, deps);
  const id = batchId(batch, run);
  const found = (await batches.find(run, [baseOf(subject)])).find((job) => job.batch === id);
  if (found) return found;
  const folder = deps.ledger.artifactUri(batchFolder(run, folderOf(subject, run), batch.until));
  const requestsUri = `${folder}requests.jsonl`;
  const target = deps.objects.openWrite(requestsUri);
  let most = 0;
  const onQuestion = (question: Omit<Question, 'model'>) => void (most += mostOf(subject, question));
  const lines = Readable.from(requestLines(batch, heldOut, { batches, onQuestion }, context));
  await Promise.all([pipeline(lines, target, { signal: context.signal }), finished(target)]);
  const { tunedModel } = subject;
  const answersUri = `${folder}answers/`;
  if (most > 0) await drawForBatch(run, id, most, deps);
  const wanted = {
    id,
    base: baseOf(subject),
    requestsUri,
    answersUri,
    ...(tunedModel !== undefined && { tunedModel }),
  };
  return batches.create(run, wanted).catch(async (error: unknown) => {
    if (isPermanent(error)) await settleBatch(run, id, 0, deps);
    throw error;
  });
}

/** Nothing where no price is known. */
function mostOf(subject: Subject, question: Omit<Question, 'model'>): number {
  const { price } = baseOf(subject);
  return price ? mostPriceOf(question, price, subject.tunedModel !== undefined) * (price.batchFactor ?? 1) : 0;
}

async function* requestLines(
  batch: BatchOf,
  heldOut: HeldOutSet,
  { batches, onQuestion }: { batches: BatchPrediction; onQuestion: (question: Omit<Question, 'model'>) => void },
  context: EvaluateContext,
): AsyncGenerator<string> {
  const { examples, labels } = await heldOutFor(batch.subject, heldOut, context);
  const questionOf = asked(batch.subject, labels, context);
  for (const place of placesOf(batch, examples.places, context).flatMap(([, places]) => places)) {
    const { request } = await examples.read(place);
    const question = questionOf(request);
    onQuestion(question);
    yield `${batches.lineOf(idOf(place), question)}\n`;
  }
}

/**
 * Records what the batch has said, part by part; a question without an answer is rejected. Nothing when the time was up: what is
 * recorded then is kept.
 */
export async function recordBatch(
  batch: BatchOf,
  answersUri: string,
  { heldOut, measure }: { heldOut: HeldOutSet; measure: Measure },
  context: EvaluateContext,
): Promise<void> {
  const { run, deps } = context;
  const { read, places } = (await heldOutFor(batch.subject, heldOut, context)).examples;
  const { said, paid } = await openAnswers(answersUri, batch.subject, context);
  // Before anything is recorded: what is on record is not read again.
  await settleBatch(run, batchId(batch, run), paid, deps);
  const byPart = new Map(placesOf(batch, places, context));
  const recordPart = async (name: string): Promise<SubjectAnswer[]> => {
    const answers: SubjectAnswer[] = [];
    for (const place of byPart.get(name)!) {
      const { references } = await read(place);
      const { answer, answeredAt = deps.clock.now().toISOString() } = (await said(idOf(place))) ?? unanswered;
      answers.push(measuredAnswer(answer, measure, references, { answeredAt, inBatch: true }));
    }
    return answers;
  };
  await deps.ledger.parts(run, 'evaluate').complete(batch.missing, recordPart, () => undefined, { atOnce, ...context });
}

const unanswered: Omit<BatchAnswer, 'id'> = {
  answer: {
    outcome: 'rejected',
    text: '',
    finishReason: 'ERROR',
    rejection: { message: 'the batch has ended without an answer to it' },
    usage: { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 },
  },
};

/** Answers come in any order: where each stands is remembered, and it is read when it is needed. */
async function openAnswers(
  answersUri: string,
  subject: Subject,
  { deps }: EvaluateContext,
): Promise<{ said: (id: string) => Promise<BatchAnswer | undefined>; paid: number }> {
  const { objects } = deps;
  const batches = batchesOf(subject, deps);
  const { price } = baseOf(subject);
  let paid = 0;
  const found = new Map<string, { uri: string; start: number; end: number }>();
  for (const { uri } of await objects.list(answersUri)) {
    if (!uri.endsWith('.jsonl')) continue;
    for await (const { text, start, end } of placedLines(objects.openRead(uri))) {
      const line = text ? batches.readLine(text) : undefined;
      if (!line) continue;
      found.set(line.id, { uri, start, end });
      if (price)
        paid += answerPrice(line.answer.usage, price, subject.tunedModel !== undefined) * (price.batchFactor ?? 1);
    }
  }
  const said = async (id: string) => {
    const place = found.get(id);
    if (!place) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of objects.openRead(place.uri, undefined, place)) chunks.push(chunk as Buffer);
    return batches.readLine(Buffer.concat(chunks).toString('utf8'));
  };
  return { said, paid };
}

const batchId = ({ subject, until }: Pick<BatchOf, 'subject' | 'until'>, run: Run): string =>
  `${folderOf(subject, run)}-${until}`;

const idOf = ({ line }: Place): string => String(line);

const baseOf = ({ base, configuration }: Subject) => frozenModel(configuration, base);

const batchesOf = ({ configuration }: Subject, { batchOf }: EvaluateContext['deps']): BatchPrediction =>
  batchOf(configuration);

/** The examples of the parts that are missing. */
const placesOf = ({ subject, missing }: BatchOf, places: Place[], { run }: EvaluateContext): [string, Place[]][] => {
  const wanted = new Set(missing);
  return [...partsOf(subject, places, run)].filter(([name]) => wanted.has(name));
};
