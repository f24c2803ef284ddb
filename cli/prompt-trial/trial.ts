/** A prompt is tried: it and its rivals are asked the same held-out examples, and compared as the gate compares candidates. */
import type { ModelPrices } from '../../catalog/prices';
import { atMost } from '../../core/at-most';
import { measuredBy, metricName } from '../../core/metrics';
import { generationFor, type ModelAnswer, type ModelQuestion } from '../../core/models/question';
import { answerPrice } from '../../core/price';
import { comparePairs } from '../../core/verdict/compare';
import type { PairedComparison } from '../../core/verdict/comparison';
import { metricOf, pairingOn, scoredPlaces } from '../../core/verdict/pairing';
import { gainOf, usualTerms } from '../../core/verdict/terms';
import type { PipelineSpec } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import { machinePrice, priceOfSubject } from './bill';
import { requestIn, type TrialExample } from './examples';
import type { TrialSubject } from './subjects';

export interface Trial {
  /** Of the prompt against each rival, with the scores of both. */
  comparisons: PairedComparison[];
  bills: TrialBill[];
}

/** What a subject's answers came to. */
export interface TrialBill {
  subject: string;
  /** Questions that its model did not take: nobody is compared on them. */
  rejected: number;
  empty: number;
  inputTokens: number;
  outputTokens: number;
  /** In US dollars. */
  price: number;
}

interface Settings {
  pipeline: PipelineSpec;
  /** The only answers that there may be. */
  choices?: string[];
  prices: ModelPrices;
  /** Draws the same of the same trial. */
  seed: string;
}

/** Questions under way at the same time. */
const atOnce = 4;

/** @throws OperationError (usage) for a metric that more than an answer and its references is needed for */
export function trialMetric({ evaluation, deployment }: PipelineSpec) {
  const { metric } = deployment.gate;
  const entry = evaluation.metrics.find((each) => metricName(each) === metric)!;
  const kind = typeof entry === 'string' ? entry : entry.metric;
  const unmeasured = { graded: 'a judge', preferred: 'a judge', javascript: "the pipeline's own code" }[kind as string];
  if (unmeasured !== undefined)
    throw new OperationError(`The gate's metric ${metric} is measured by ${unmeasured}, which evaluate alone asks.`, {
      exitCode: exitCodes.usage,
      next: 'a candidate of kind prompted with this file in pipeline.yaml: the next drop evaluates it',
    });
  return metricOf([entry], metric);
}

/** @param subjects the one that is tried first */
export async function tryPrompt(
  subjects: TrialSubject[],
  examples: TrialExample[],
  { pipeline, choices, prices, seed }: Settings,
  { generate }: { generate: (question: ModelQuestion) => Promise<ModelAnswer> },
): Promise<Trial> {
  const { gate } = pipeline.deployment;
  const metric = trialMetric(pipeline);
  const asked = subjects.flatMap((subject) => examples.map((example) => ({ subject, example })));
  const answers = await atMost(atOnce, asked, ({ subject, example }) => {
    const request = requestIn(subject.prompt, example, subject.shots);
    return generate({
      model: subject.model,
      base: subject.base,
      request,
      generation: generationFor(subject.prompt, pipeline),
      ...(choices && { choices }),
    });
  });
  const answersOf = (subject: TrialSubject): ModelAnswer[] => answers.filter((_, i) => asked[i]!.subject === subject);
  const measured = Object.fromEntries(
    subjects.map((subject) => [
      subject.name,
      {
        measured: answersOf(subject).map(({ outcome, text }, place) =>
          outcome === 'rejected'
            ? { outcome, scores: {} }
            : { outcome, ...measuredBy([metric], text, examples[place]!.references) },
        ),
      },
    ]),
  );
  const groups = examples.map(({ group }) => group);
  const pairing = pairingOn(scoredPlaces(Object.values(measured), metric.name), { answers: measured, groups }, metric);
  const [tried, ...rivals] = subjects as [TrialSubject, ...TrialSubject[]];
  const terms = usualTerms({ level: gate.level, margin: gate.margin, gain: gainOf(gate), seed });
  return {
    comparisons: comparePairs(
      rivals.map((rival) => pairing(tried.name, rival.name)),
      terms,
    ),
    bills: subjects.map((subject) => billOf(subject, answersOf(subject), { prices, pipeline })),
  };
}

function billOf(
  subject: TrialSubject,
  answers: ModelAnswer[],
  { prices, pipeline }: Pick<Settings, 'prices' | 'pipeline'>,
): TrialBill {
  const price = priceOfSubject(subject, prices);
  const sum = (of: (answer: ModelAnswer) => number): number => answers.reduce((total, answer) => total + of(answer), 0);
  const inputTokens = sum(({ usage }) => usage.inputTokens);
  const outputTokens = sum(({ usage }) => usage.outputTokens);
  return {
    subject: subject.name,
    rejected: answers.filter(({ outcome }) => outcome === 'rejected').length,
    empty: answers.filter(({ outcome }) => outcome === 'empty' || outcome === 'blocked').length,
    inputTokens,
    outputTokens,
    price: machinePrice(price, subject, pipeline) ?? answerPrice({ inputTokens, outputTokens }, price, subject.isTuned),
  };
}
