/** Answers to every example from every subject, in parts that are recorded one by one, with their scores. */
import type { EvaluatedExample } from '../../schemas/generated/types';
import { digest } from '../../core/digest';
import { isMissing, isPermanent, PermanentError } from '../../core/errors';
import { answersInPart } from '../../core/ledger-layout';
import { measuredBy, metricsOf, type MetricEntry } from '../../core/metrics';
import { frozenModel } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import { lazy } from '../shared/stage/lazy';
import type { EvaluateContext } from './context';
import type { HeldOut, HeldOutExamples, Place } from './examples';
import { checkMeasurable, mostCostly, tooCostly } from './measurable';
import { createRivalsOf } from './naive/rivals';
import { rivalsOf, type Examined, type Subject } from './subjects';

/** As it is recorded. */
export type SubjectAnswer = EvaluatedExample['answers'][string];

/** What is kept of one in memory: the texts of all subjects together may be more than that. */
export type MeasuredAnswer = Omit<SubjectAnswer, 'text'>;

export interface SubjectAnswers {
  /** In the order of the examples. */
  measured: MeasuredAnswer[];
  /** Names of the parts that hold the texts, `answersInPart` examples each, in their order. */
  parts: string[];
}

/** Parts, and so requests, under way at the same time: the examples of one are asked one after the other. */
const atOnce = 4;

export interface Answered {
  /** Of each subject that could be measured, in the order of the examples. */
  answers: Record<string, SubjectAnswers>;
  /** Why each of the others could not be: it cannot be asked, or leaves more unanswered than the pipeline takes. */
  unmeasured: Record<string, PermanentError>;
  /** Who was among them without being a model. */
  rivals: Examined[];
}

/**
 * Undefined when the time was up before all answers were there. A candidate that cannot be measured leaves the choice to the
 * others, which are paid for. Nor must a production model, which another run has replaced by now, or whose base is retired,
 * stand in the way of what replaces it.
 * @throws PermanentError when the base cannot be measured, or no candidate can: nothing is left to compare.
 */
export async function askAll(
  subjects: Subject[],
  examples: HeldOutExamples,
  labels: string[],
  context: EvaluateContext,
): Promise<Answered | undefined> {
  const count = examples.places.length;
  const total = subjects.length * count;
  const rivals = await askRivals(examples, labels, context);
  if (!rivals) return undefined;
  const answers: Answered['answers'] = {};
  const unmeasured: Answered['unmeasured'] = {};
  for (const [index, subject] of subjects.entries()) {
    const { name } = subject;
    const onProgress = (answered: number) => {
      const done = index * count + answered;
      context.log.progress(`${name} answers`, { done, total, unit: 'examples', candidate: name });
    };
    try {
      const own = await answersOf(subject, { ...examples, ask: asking(subject, labels, context), onProgress }, context);
      if (!own) return undefined;
      checkMeasurable(subject, own.measured, configurationOf(context.run).pipeline.evaluation);
      answers[name] = own;
    } catch (error) {
      if (name === 'base' || !isPermanent(error)) throw error;
      unmeasured[name] = error;
      context.log.warning(`${name} is not measured: ${error.message}`, { candidate: name });
    }
  }
  leaveOutCostly(subjects, { answers, unmeasured }, context);
  checkChoice(subjects, unmeasured);
  return {
    answers: { ...answers, ...rivals.answers },
    unmeasured: { ...unmeasured, ...rivals.unmeasured },
    rivals: rivals.rivals,
  };
}

/**
 * Before any model is asked: they take seconds, and are made only where one of their answers is not on record. What they come to,
 * no model's measurement depends on: where they cannot be made, they are left out.
 */
async function askRivals(
  examples: HeldOutExamples,
  labels: string[],
  context: EvaluateContext,
): Promise<Answered | undefined> {
  const { run, deps, log } = context;
  const { trainUri } = (await deps.ledger.findOutput(run, 'transform'))!.data;
  const measure = measuring(labels, context);
  const made = lazy(() => createRivalsOf(trainUri, { hasLabels: labels.length > 0, ...context, ...deps }));
  const rivals = rivalsOf(trainUri, labels);
  const answers: Answered['answers'] = {};
  try {
    for (const rival of rivals) {
      const ask = async ({ request, target }: HeldOut) => {
        const text = (await made()).get(rival.name)!.answer(request);
        return measure({ outcome: text === '' ? 'empty' : 'answered', text, finishReason: 'STOP' }, target);
      };
      const own = await answersOf(rival, { ...examples, ask }, context);
      if (!own) return undefined;
      answers[rival.name] = own;
    }
    return { answers, unmeasured: {}, rivals };
  } catch (error) {
    if (!isMissing(error) && !isPermanent(error)) throw error;
    log.warning(`no naive rival is measured: ${error.message}`);
    const cause = new PermanentError(error.message, { cause: error });
    return { answers: {}, unmeasured: Object.fromEntries(rivals.map(({ name }) => [name, cause])), rivals };
  }
}

/** Each may be without a few examples that it could not be asked, and yet all together be without too many. */
function leaveOutCostly(
  subjects: Subject[],
  { answers, unmeasured }: Omit<Answered, 'rivals'>,
  { run, log }: EvaluateContext,
): void {
  const { maximumUnscoredShare } = configurationOf(run).pipeline.evaluation;
  const measured = () => Object.fromEntries(Object.entries(answers).map(([name, own]) => [name, own.measured]));
  for (;;) {
    const found = mostCostly(measured(), maximumUnscoredShare);
    if (!found) return;
    const { name } = found;
    unmeasured[name] = tooCostly(
      subjects.find((subject) => subject.name === name)!,
      found,
      maximumUnscoredShare,
    );
    delete answers[name];
    log.warning(unmeasured[name].message, { candidate: name });
  }
}

/** @throws PermanentError when no candidate is left, for the reason of each */
function checkChoice(subjects: Subject[], unmeasured: Answered['unmeasured']): void {
  const candidates = subjects.filter(({ name }) => name !== 'base' && name !== 'production');
  const reasons = candidates.flatMap(({ name }) => unmeasured[name] ?? []);
  if (reasons.length < candidates.length) return;
  const [first, ...others] = reasons as [PermanentError, ...PermanentError[]];
  if (others.length === 0) throw first;
  const { where, fix } = first;
  throw new PermanentError(reasons.map(({ message }) => message).join('; '), { where, fix, cause: first });
}

interface Asking {
  ask: (example: HeldOut) => Promise<SubjectAnswer>;
  onProgress?: (answered: number) => void;
}

async function answersOf(
  subject: Examined,
  { places, read, ask, onProgress }: HeldOutExamples & Asking,
  context: EvaluateContext,
): Promise<SubjectAnswers | undefined> {
  const { run, deps } = context;
  const parts = deps.ledger.parts(run, 'evaluate');
  const byPart = partsOf(subject, places, configurationOf(run).pipeline.evaluation.metrics);
  const names = [...byPart.keys()];
  const missing = await parts.missing(names);
  let answered = places.length - missing.reduce((sum, name) => sum + byPart.get(name)!.length, 0);

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
}: SubjectAnswer): MeasuredAnswer => ({
  outcome,
  finishReason,
  ...(isLabel !== undefined && { isLabel }),
  ...(rejection !== undefined && { rejection }),
  scores,
  ...(statistics && { statistics }),
});

/**
 * Where the examples stand, by the name of their part. Production may be another model by the time that a delivery goes on: its answers
 * are not to be mixed.
 */
function partsOf({ name, model }: Examined, places: Place[], metrics: MetricEntry[]): Map<string, Place[]> {
  const folder = `${name}-${digest({ model, metrics }).slice(0, 8)}`;
  const parts = new Map<string, Place[]>();
  for (let start = 0; start < places.length; start += answersInPart)
    parts.set(`${folder}/${String(start).padStart(5, '0')}`, places.slice(start, start + answersInPart));
  return parts;
}

/** All are asked with the settings of this run: like is compared with like. */
function asking({ model, base, configuration }: Subject, labels: string[], context: EvaluateContext): Asking['ask'] {
  const { generation } = configurationOf(context.run).pipeline;
  const choices = generation.choices === 'targets' ? labels : undefined;
  const measure = measuring(labels, context);
  const { generate } = context.deps.generationOf(configuration);
  return async ({ request, target }) => {
    const question = {
      model,
      base: frozenModel(configuration, base),
      request,
      generation,
      ...(choices && { choices }),
    };
    const { outcome, text, finishReason, rejection } = await generate(question);
    // Not asked is not answered badly: it says nothing of what the model knows.
    if (rejection) return { outcome, text, finishReason, rejection: rejection.message, scores: {} };
    return measure({ outcome, text, finishReason }, target);
  };
}

/** All are measured alike, too. */
function measuring(labels: string[], { run }: EvaluateContext) {
  const metrics = metricsOf(configurationOf(run).pipeline.evaluation.metrics);
  const known = new Set(labels.map((label) => label.trim()));
  return (said: Pick<SubjectAnswer, 'outcome' | 'text' | 'finishReason'>, target: string): SubjectAnswer => ({
    ...said,
    ...(known.size > 0 && { isLabel: known.has(said.text.trim()) }),
    ...measuredBy(metrics, said.text, [target]),
  });
}
