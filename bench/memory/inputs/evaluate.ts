/** The run of the most subjects and examples, with long questions and the longest answers. */
import { Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { atMost } from '../../../core/at-most';
import { digest } from '../../../core/digest';
import { metricName } from '../../../core/metrics';
import { answersInPart, productionPath } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import { nearestLocation } from '../../../core/vertex-locations';
import type { SubjectAnswer } from '../../../functions/shared/evaluation/recorded-answers';
import { frozenModel } from '../../../functions/shared/models/provider';
import type { Production, Run } from '../../../schemas/generated/types';
import { pushOf } from '../measured-functions';
import { peakOf, uploadsAtOnce, type Input } from './input';
import { candidateCount, makeRun, named, placeOf, succeeded, tunedOf, versionOf } from './made-runs';

const count = 5000;
/** Characters of an example: all of them together would fill its memory once, and again as they are parsed. */
const exampleLength = 100_000;
/** Characters: 8,192 tokens, the most that a pipeline may ask for. */
const answerLength = 32_000;

export const evaluateInputs: Input[] = [
  {
    of: 'evaluate',
    name: `${count} examples of ${exampleLength / 1000} KB, answers of ${answerLength / 1000} KB by base, production and ${candidateCount} candidates`,
    async measure(functions) {
      const { ledger, objects, cloud } = functions;
      const run = await makeRun(functions, ({ pipeline }) => void (pipeline.evaluation.maximumExamples = count));
      const { metrics } = run.configuration!.pipeline.evaluation;
      const version = versionOf(functions, run);
      await write(objects.openWrite(version.evaluationUri), examples());
      const sizes = { train: count, evaluation: count, validation: 0, duplicates: 0 };
      await ledger.recordResult(run, succeeded('transform', 'landfall.dataset.versioned.v1', { ...version, ...sizes }));
      const candidates = tunedOf(functions);
      const { base } = candidates[0]!;
      const { project, region } = cloud.status;
      const place = nearestLocation(frozenModel(run.configuration!, base).servingLocations ?? [], region) ?? region;
      const model = `projects/${project}/locations/${place}/publishers/google/models/${base}`;
      const scores = Object.fromEntries(metrics.map((entry) => [metricName(entry), 0.5]));
      // All but what is made of them has been done: models that say that much would take hours here.
      const endpoint = `${placeOf(functions)}/endpoints/299`;
      const production = ledger.artifactUri(productionPath(run.pipeline));
      await objects.write(production, JSON.stringify(productionOf(run, endpoint)));
      const subjects = [{ id: 'base', endpoint: model }, { id: 'production', endpoint }, ...candidates];
      const parts = subjects.flatMap(({ id, endpoint }) =>
        Array.from(
          { length: count / answersInPart },
          (_, part) =>
            `${id}-${digest({ model: endpoint, metrics }).slice(0, 8)}/${String(part * answersInPart).padStart(5, '0')}`,
        ),
      );
      const recorded = ledger.parts(run, 'evaluate');
      await atMost(uploadsAtOnce, [...parts.entries()], async ([index, part]) => {
        const text = textOf(index, answerLength);
        await recorded.record(
          part,
          Array<SubjectAnswer>(answersInPart).fill({ outcome: 'answered', text, finishReason: 'STOP', scores }),
        );
      });
      const body = pushOf('landfall.tuning.finished.v1', { ...named(run), candidates });
      const peak = await peakOf(functions, run, 'evaluate', body);
      // What is measured next has no production.
      await objects.remove(production);
      return peak;
    },
  },
];

/** One that must be asked like the others: it was tuned on the same prompt. */
const productionOf = ({ pipeline, configuration }: Run, endpoint: string): Production => ({
  pipeline,
  run: '20261122-00000000',
  candidate: 'candidate-0',
  base: configuration!.pipeline.tuning.candidates[0]!.base,
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

async function write(target: Writable, text: Iterable<string>): Promise<void> {
  await Promise.all([pipeline(Readable.from(text), target), finished(target)]);
}
