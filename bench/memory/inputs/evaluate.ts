/** The run of the most examples with the longest answers. */
import { atMost } from '../../../core/at-most';
import { digest } from '../../../core/digest';
import { partsFolder } from '../../../core/ledger-layout';
import { nearestLocation } from '../../../core/vertex-locations';
import { frozenModel } from '../../../functions/shared/models/provider';
import { pushOf } from '../measured-functions';
import { peakOf, uploadsAtOnce, type Input } from './input';
import { makeRun, named, succeeded, tunedOf, versionOf } from './made-runs';

export const evaluateInputs: Input[] = [
  {
    of: 'evaluate',
    name: '5,000 examples of 8 KB, answers of 30 KB by the base and a candidate',
    async measure(functions) {
      const { ledger, objects, cloud } = functions;
      const run = await makeRun(functions, ({ pipeline }) => void (pipeline.evaluation.maximumExamples = 5000));
      const { pipeline } = run.configuration!;
      const version = versionOf(functions, run);
      const examples = Array.from({ length: 5000 }, (_, index) => exampleOf(index));
      await objects.write(version.evaluationUri, examples.join('\n'));
      const sizes = { train: 5000, evaluation: 5000, validation: 0, duplicates: 0 };
      await ledger.recordResult(run, succeeded('transform', 'landfall.dataset.versioned.v1', { ...version, ...sizes }));
      const candidates = tunedOf(functions).slice(0, 1);
      const { base } = candidates[0]!;
      const { project, region } = cloud.status;
      const place = nearestLocation(frozenModel(run.configuration!, base).servingLocations ?? [], region) ?? region;
      const model = `projects/${project}/locations/${place}/publishers/google/models/${base}`;
      const { metrics } = pipeline.evaluation;
      const scores = Object.fromEntries(metrics.map((metric) => [metric, 0.5]));
      // All but what is made of them has been done: models that say that much would take hours here.
      const parts = [{ id: 'base', endpoint: model }, ...candidates].flatMap(({ id, endpoint }) =>
        Array.from(
          { length: 1000 },
          (_, part) => `${id}-${digest({ model: endpoint, metrics }).slice(0, 8)}/${String(part * 5).padStart(5, '0')}`,
        ),
      );
      const folder = ledger.artifactUri(partsFolder(run, 'evaluate'));
      await atMost(uploadsAtOnce, [...parts.entries()], async ([index, part]) => {
        const answer = { outcome: 'answered', text: textOf(index, 30_000), finishReason: 'STOP', scores };
        await objects.write(
          `${folder}${part}.json`,
          JSON.stringify(
            Array.from({ length: 5 }, () => answer),
            null,
            2,
          ),
        );
      });
      const body = pushOf('landfall.tuning.finished.v1', { ...named(run), candidates });
      return peakOf(functions, run, 'evaluate', body);
    },
  },
];

/** A text of that many characters, another one for every number. */
const textOf = (index: number, characters: number) => `${index} is the number of it; `.repeat(characters / 24);

const exampleOf = (index: number) =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: textOf(index, 8000) }] },
      { role: 'model', parts: [{ text: textOf(index, 200) }] },
    ],
  });
