/** What the answers amount to: a mean and its confidence interval per subject and metric, and every answer with its scores. */
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { answersInPart } from '../../core/ledger-layout';
import { metricsOf, type MetricEntry, type NamedMetric } from '../../core/metrics';
import { together } from '../../core/together';
import { scoredPlaces } from '../../core/verdict/pairing';
import type { EvaluatedExample, EvaluationReport } from '../../schemas/generated/types';
import type { Objects } from '../shared/stage/objects';
import type { Parts } from '../shared/stage/parts';
import type { MeasuredAnswer, SubjectAnswer, SubjectAnswers } from '../shared/evaluation/recorded-answers';
import { confidenceInterval, mean } from './confidence';
import type { HeldOutExamples } from '../shared/evaluation/examples';

type Answers = Record<string, SubjectAnswers>;
type Summary = Pick<EvaluationReport, 'intervals'> & {
  metrics: EvaluationReport['metrics'];
  /** Examples that the means are over. */
  scored: number;
};

/**
 * Over the examples that every subject could be asked. Whether one can be asked, its question alone decides and never an answer:
 * so nobody gains by what is left out, each is compared with the others on the same examples, and how many of them a subject may
 * be without, the pipeline limits.
 */
export function summarize(answers: Answers, entries: MetricEntry[]): Summary {
  const scored = scoredPlaces(Object.values(answers));
  const metrics = metricsOf(entries);
  const perSubject = <T>(value: (measured: MeasuredAnswer[], metric: NamedMetric) => T) =>
    Object.fromEntries(
      Object.entries(answers).map(([subject, { measured }]) => {
        const ofMetric = (metric: NamedMetric) => {
          const places = scoredPlaces(Object.values(answers), metric.name);
          return places.length === 0
            ? []
            : [
                [
                  metric.name,
                  value(
                    places.map((place) => measured[place]!),
                    metric,
                  ),
                ],
              ];
        };
        return [subject, Object.fromEntries(metrics.flatMap(ofMetric))];
      }),
    );
  return {
    metrics: perSubject(overall) as Summary['metrics'],
    intervals: perSubject(confidenceOf),
    scored: scored.length,
  };
}

const scoresOf = (measured: MeasuredAnswer[], { name }: NamedMetric) => measured.map(({ scores }) => scores[name]!);
const statisticsOf = (measured: MeasuredAnswer[], { name }: NamedMetric) =>
  measured.map(({ statistics }) => statistics![name]!);

const overall = (measured: MeasuredAnswer[], metric: NamedMetric): number =>
  metric.overall ? metric.overall(statisticsOf(measured, metric)) : mean(scoresOf(measured, metric));

const confidenceOf = (measured: MeasuredAnswer[], metric: NamedMetric): [number, number] =>
  metric.overall
    ? confidenceInterval(statisticsOf(measured, metric), metric.overall)
    : confidenceInterval(scoresOf(measured, metric), mean);

interface World {
  objects: Objects;
  parts: Parts;
  signal: AbortSignal;
}

/** An example with what is on record of its answers. */
export interface AnsweredExample extends EvaluatedExample {
  /** Its place among those that were asked, counted from 0. */
  place: number;
  answers: Record<string, SubjectAnswer>;
}

/**
 * Writes the report, an example a line: no more of it is in memory than the examples of one part, and the part of each subject.
 * @param beside is told of each example, and waited for
 */
export async function writeReport(
  uri: string,
  head: Omit<EvaluationReport, 'predictions'>,
  { examples, answers }: { examples: HeldOutExamples; answers: Answers },
  { objects, parts, signal }: World,
  beside: (example: AnsweredExample) => Promise<void>,
): Promise<void> {
  const target = objects.openWrite(uri);
  async function* predictions(): AsyncGenerator<EvaluatedExample> {
    for await (const example of answeredExamples(examples, answers, parts)) {
      await beside(example);
      yield withoutTimes(example);
    }
  }
  await Promise.all([pipeline(Readable.from(reportText(head, predictions())), target, { signal }), finished(target)]);
}

/** Nothing of a report is to depend on when it was made. */
const withoutTimes = ({ place: _place, answers, ...example }: AnsweredExample): EvaluatedExample => ({
  ...example,
  answers: Object.fromEntries(
    Object.entries(answers).map(([subject, { answeredAt: _answeredAt, ...answer }]) => [subject, answer]),
  ),
});

async function* reportText(
  head: Omit<EvaluationReport, 'predictions'>,
  examples: AsyncIterable<EvaluatedExample>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "predictions": [`;
  let between = '\n    ';
  for await (const example of examples) {
    yield between + JSON.stringify(example);
    between = ',\n    ';
  }
  yield '\n  ]\n}\n';
}

async function* answeredExamples(
  { places, read }: HeldOutExamples,
  answers: Answers,
  parts: Parts,
): AsyncGenerator<AnsweredExample> {
  const subjects = Object.keys(answers);
  for (let start = 0; start < places.length; start += answersInPart) {
    const names = subjects.map((subject) => answers[subject]!.parts[start / answersInPart]!);
    const [said, asked] = await together([
      parts.all<SubjectAnswer[]>(names),
      together(places.slice(start, start + answersInPart).map(read)),
    ]);
    for (const [index, { line, request, target, references }] of asked.entries()) {
      const ofExample = subjects.map((subject, place) => {
        // A judge gives scores after the answer is recorded.
        const { scores } = answers[subject]!.measured[start + index]!;
        return [subject, { ...said![place]![index]!, scores }] as const;
      });
      const prompt = request.turns.map(({ text }) => text).join('\n');
      const further = references.length > 1 && { references: references.slice(1) };
      yield { place: start + index, line, prompt, target, ...further, answers: Object.fromEntries(ofExample) };
    }
  }
}
