/** The run of the most subjects and examples, with long questions and the longest answers. */
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { atMost } from '../../../core/at-most';
import { candidatesOf } from '../../../core/candidates';
import { metricName } from '../../../core/metrics';
import { productionPath } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import { nearestLocation } from '../../../core/vertex-locations';
import type { Place } from '../../../functions/shared/evaluation/examples';
import { partsOf, type SubjectAnswer } from '../../../functions/shared/evaluation/recorded-answers';
import { frozenModel } from '../../../functions/shared/models/provider';
import type { Production, Run } from '../../../schemas/generated/types';
import { pushOf, type MeasuredFunctions } from '../measured-functions';
import { peakOf, uploadsAtOnce, type Input } from './input';
import { candidateCount, makeRun, named, placeOf, succeeded, tunedOf, versionOf } from './made-runs';

const count = 5000;
/** Characters of an example: all of them together would fill its memory once, and again as they are parsed. */
const exampleLength = 100_000;
/** Characters: 8,192 tokens, the most that a pipeline may ask for. */
const answerLength = 32_000;

/** Held-out examples whose rivals are made and asked; of training no more is read than these bytes and examples hold. */
const [askedOfRivals, trained, trainedLength] = [500, 20_000, 800];

export const evaluateInputs: Input[] = [
  {
    of: 'evaluate',
    name: `naive rivals of ${trained} training examples of ${trainedLength} characters, labels among them`,
    async measure(functions) {
      const { ledger, objects } = functions;
      const run = await makeRun(functions, (configuration) => {
        configuration.pipeline.evaluation.maximumExamples = askedOfRivals;
        configuration.candidates = candidatesOf(configuration).slice(0, 1);
      });
      const version = versionOf(functions, run);
      const labels = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`label ${n}`, trained / 100]));
      await write(objects.openWrite(version.trainUri), labelled(trained));
      await write(objects.openWrite(version.evaluationUri), labelled(askedOfRivals));
      await objects.write(
        version.cardUri,
        JSON.stringify({ statistics: [{ labels }], lineageUri: `${version.cardUri}-without-lineage` }),
      );
      const sizes = { train: trained, evaluation: askedOfRivals, validation: 0, duplicates: 0 };
      await ledger.recordResult(run, succeeded('transform', 'landfall.dataset.versioned.v1', { ...version, ...sizes }));
      const candidates = tunedOf(functions).slice(0, 1);
      await recordAnswers(functions, run, [baseOf(functions, run), ...candidates], askedOfRivals, 10);
      const body = pushOf('landfall.tuning.finished.v1', { ...named(run), candidates });
      return peakOf(functions, run, 'evaluate', body);
    },
  },
  {
    of: 'evaluate',
    name: `${count} examples of ${exampleLength / 1000} KB, answers of ${answerLength / 1000} KB by base, production and ${candidateCount} candidates`,
    async measure(functions) {
      const { ledger, objects } = functions;
      const run = await makeRun(functions, ({ pipeline }) => void (pipeline.evaluation.maximumExamples = count));
      const version = versionOf(functions, run);
      await write(objects.openWrite(version.evaluationUri), examples());
      const sizes = { train: count, evaluation: count, validation: 0, duplicates: 0 };
      await ledger.recordResult(run, succeeded('transform', 'landfall.dataset.versioned.v1', { ...version, ...sizes }));
      const candidates = tunedOf(functions);
      // All but what is made of them has been done: models that say that much would take hours here.
      const endpoint = `${placeOf(functions)}/endpoints/299`;
      const production = ledger.artifactUri(productionPath(run.pipeline));
      await objects.write(production, JSON.stringify(productionOf(run, endpoint)));
      const asked = [baseOf(functions, run), { id: 'production', endpoint }, ...candidates];
      await recordAnswers(functions, run, asked, count, answerLength);
      const body = pushOf('landfall.tuning.finished.v1', { ...named(run), candidates });
      const peak = await peakOf(functions, run, 'evaluate', body);
      // What is measured next has no production.
      await objects.remove(production);
      return peak;
    },
  },
];

interface Asked {
  id: string;
  endpoint: string;
}

function baseOf({ cloud }: MeasuredFunctions, run: Run): Asked {
  const { project, region } = cloud.status;
  const { base } = candidatesOf(run.configuration!)[0]!;
  const place = nearestLocation(frozenModel(run.configuration!, base).servingLocations ?? [], region) ?? region;
  return { id: 'base', endpoint: `projects/${project}/locations/${place}/publishers/google/models/${base}` };
}

/** What they have answered to so many examples. @param length characters of each answer */
async function recordAnswers(
  { ledger }: MeasuredFunctions,
  run: Run,
  asked: Asked[],
  examples: number,
  length: number,
): Promise<void> {
  const { metrics } = run.configuration!.pipeline.evaluation;
  const scores = Object.fromEntries(metrics.map((entry) => [metricName(entry), 0.5]));
  const places = Array<Place>(examples).fill({ line: 1, start: 0, end: 0 });
  const parts = asked.flatMap(({ id, endpoint }) => [...partsOf({ name: id, model: endpoint }, places, run)]);
  const recorded = ledger.parts(run, 'evaluate');
  await atMost(uploadsAtOnce, [...parts.entries()], async ([index, [part, { length: answers }]]) => {
    const text = textOf(index, length);
    await recorded.record(
      part,
      Array<SubjectAnswer>(answers).fill({ outcome: 'answered', text, finishReason: 'STOP', scores }),
    );
  });
}

/** One that must be asked like the others: it was tuned on the same prompt. */
const productionOf = ({ pipeline, configuration }: Run, endpoint: string): Production => ({
  pipeline,
  run: '20261122-00000000',
  candidate: 'candidate-0',
  base: candidatesOf(configuration!)[0]!.base,
  serving: [{ endpoint, share: 1 }],
  model: 'none',
  promptDigest: parsePrompt(configuration!.prompt).digest,
  metrics: {},
  deployedAt: '2026-11-22T10:00:00Z',
});

/** A text of that many characters, another one for every number. */
const textOf = (index: number, characters: number) => `${index} is the number of it; `.repeat(characters / 24);

function* examples(): Generator<string> {
  for (let index = 0; index < count; index++) {
    const contents = [
      { role: 'user', parts: [{ text: textOf(index, exampleLength) }] },
      { role: 'model', parts: [{ text: textOf(index, 200) }] },
    ];
    yield `${JSON.stringify({ contents })}\n`;
  }
}

function* labelled(examples: number): Generator<string> {
  for (let index = 0; index < examples; index++) {
    const contents = [
      { role: 'user', parts: [{ text: wordsOf(index) }] },
      { role: 'model', parts: [{ text: `label ${index % 100}` }] },
    ];
    yield `${JSON.stringify({ contents })}\n`;
  }
}

/** Other words in every one: what rivals hold of a training file grows with its words. */
const wordsOf = (index: number): string =>
  Array.from(
    { length: trainedLength / 8 },
    (_, at) => `w${((index * 7919 + at * at) % 999_983).toString().padStart(6, '0')}`,
  ).join(' ');

async function write(target: Writable, text: Iterable<string>): Promise<void> {
  await Promise.all([pipeline(Readable.from(text), target), finished(target)]);
}
