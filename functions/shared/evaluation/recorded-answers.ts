/** The answers of one subject, in parts that are recorded one by one, with their scores. */
import type { EvaluatedExample, Run } from '../../../schemas/generated/types';
import { digest } from '../../../core/digest';
import { answersInPart } from '../../../core/ledger-layout';
import { measuredBy, metricsOf } from '../../../core/metrics';
import { configurationOf } from '../stage/ledger';
import type { EvaluationContext } from './context';
import type { HeldOut, HeldOutExamples, Place } from './examples';
import { sandboxFor } from './sandbox';
import type { Examined } from './subjects';

/** As it is recorded; when it was answered, those of earlier releases do not say. */
export type SubjectAnswer = EvaluatedExample['answers'][string] & { answeredAt?: string };

/** What is kept of one in memory: the texts of all subjects together may be more than that. */
export type MeasuredAnswer = Omit<SubjectAnswer, 'text' | 'answeredAt'>;

/** A row of a subject's parts. */
export interface PartRange {
  /** Counted from 0. */
  first: number;
  parts: number;
}

export interface SubjectAnswers {
  /** In the order of the examples. */
  measured: MeasuredAnswer[];
  /** Names of the parts that hold the texts, `answersInPart` examples each, in their order. */
  parts: string[];
}

/** Parts, and so requests, under way at the same time: the examples of one are asked one after the other. */
export const atOnce = 4;

export interface Asking {
  ask: (example: HeldOut) => Promise<SubjectAnswer>;
  onProgress?: (answered: number) => void;
}

/**
 * Asks for those that are not on record. Undefined when the time was up before all were there.
 * @param range nothing but these parts is looked at
 */
export async function answersOf(
  subject: Examined,
  { places, read, ask, onProgress }: HeldOutExamples & Asking,
  context: EvaluationContext,
  range?: PartRange,
): Promise<SubjectAnswers | undefined> {
  const { run, deps } = context;
  const parts = deps.ledger.parts(run, 'evaluate');
  const byPart = partsOf(subject, places, run);
  const names = range ? [...byPart.keys()].slice(range.first, range.first + range.parts) : [...byPart.keys()];
  const missing = await parts.missing(names);
  const count = (some: string[]) => some.reduce((sum, name) => sum + byPart.get(name)!.length, 0);
  let answered = count(names) - count(missing);

  const answerPart = async (name: string) => {
    const answers: SubjectAnswer[] = [];
    for (const place of byPart.get(name)!) {
      context.signal.throwIfAborted();
      if (context.isTimeUp()) return undefined;
      answers.push(await ask(await read(place)));
      onProgress?.((answered += 1));
    }
    return answers;
  };
  const measured = await parts.complete(names, answerPart, (answers) => answers.map(withoutText), {
    atOnce,
    ...context,
  });
  return measured && { measured: measured.flat(), parts: names };
}

const withoutText = ({
  outcome,
  finishReason,
  rejection,
  isLabel,
  scores,
  statistics,
  usage,
  latencyMs,
  inBatch,
}: SubjectAnswer): MeasuredAnswer => ({
  outcome,
  finishReason,
  ...(isLabel !== undefined && { isLabel }),
  ...(rejection !== undefined && { rejection }),
  scores,
  ...(statistics && { statistics }),
  ...(usage && { usage }),
  ...(latencyMs !== undefined && { latencyMs }),
  ...(inBatch && { inBatch }),
});

/**
 * What a subject's records are kept under. Production may be another model by the time that a delivery goes on: its answers are not
 * to be mixed.
 */
export function folderOf({ name, model }: Examined, run: Run): string {
  const { metrics } = configurationOf(run).pipeline.evaluation;
  return `${name}-${digest({ model, metrics }).slice(0, 8)}`;
}

/** Where the examples stand, by the name of their part. */
export function partsOf(subject: Examined, places: Place[], run: Run): Map<string, Place[]> {
  const folder = folderOf(subject, run);
  const parts = new Map<string, Place[]>();
  for (let start = 0; start < places.length; start += answersInPart)
    parts.set(`${folder}/${String(start).padStart(5, '0')}`, places.slice(start, start + answersInPart));
  return parts;
}

/** What is recorded of an answer, given all that would have been right. */
export type Measure = (
  said: Omit<SubjectAnswer, 'isLabel' | 'scores' | 'statistics'>,
  references: string[],
) => SubjectAnswer;

/** All are measured alike. */
export async function measuring(labels: string[], { run }: EvaluationContext): Promise<Measure> {
  const { metrics: entries } = configurationOf(run).pipeline.evaluation;
  const metrics = metricsOf(entries, await sandboxFor(entries));
  const known = new Set(labels.map((label) => label.trim()));
  return (said, references) => ({
    ...said,
    ...(known.size > 0 && { isLabel: known.has(said.text.trim()) }),
    ...measuredBy(metrics, said.text, references),
  });
}
