/** The largest input that each function accepts, laid down as the stages before it would have left it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atMost } from '../../core/at-most';
import { digest } from '../../core/digest';
import { configurationPath, inFlightPath, partsFolder, runPath } from '../../core/ledger-layout';
import { parsePrompt } from '../../core/prompt';
import { nearestLocation } from '../../core/vertex-locations';
import type { Configuration, EventData, Run, StageResult } from '../../schemas/generated/types';
import { frozenModel } from '../../functions/shared/models/provider';
import { landedFiles } from './landed-files';
import { pushed, pushOf, type MeasuredFunctions } from './measured-functions';

const name = 'email-summary';

/** As many as a pipeline may have, beside base and production. */
const candidateCount = 10;

export interface Input {
  of: string;
  name: string;
  /** @returns the peak in MiB */
  measure: (functions: MeasuredFunctions, directory: string) => Promise<number>;
}

const uploadsAtOnce = 32;

export const inputs: Input[] = [
  ...Object.entries(landedFiles).map(([what, { name: file, schema, write }]): Input => ({
    of: 'validate',
    name: what,
    async measure(functions, directory) {
      await oneSource(functions, schema);
      const path = join(directory, file);
      await write(path);
      const { storage, status } = functions.cloud;
      const landed = `${name}/${digest(what).slice(0, 8)}/${file}`;
      await storage.bucket(status.buckets.landing).upload(path, { destination: landed, resumable: false });
      rmSync(path);
      return functions.call('validate', { body: await announcement(functions, landed) });
    },
  })),
  {
    of: 'validate',
    name: 'a batch of 1,000 objects',
    async measure(functions) {
      await oneSource(functions, { type: 'object' });
      const { storage, status } = functions.cloud;
      const bucket = storage.bucket(status.buckets.landing);
      const rows = Array.from({ length: 100 }, (_, row) =>
        JSON.stringify({ id: `e${row}`, body: 'x'.repeat(900) }),
      ).join('\n');
      await atMost(
        uploadsAtOnce,
        Array.from({ length: 1000 }, (_, part) => part),
        (part) =>
          bucket
            .file(`${name}/parts/emails/part-${part}.jsonl`)
            .save(`${rows}\n{"id": ${part}}\n`, { resumable: false }),
      );
      const marker = `${name}/parts/_SUCCESS`;
      await bucket.file(marker).save('', { resumable: false });
      return functions.call('validate', { body: await announcement(functions, marker) });
    },
  },
  {
    of: 'tune',
    name: `${candidateCount} candidates`,
    async measure(functions) {
      const run = await makeRun(functions);
      const data = { ...versionOf(functions, run), train: 100, evaluation: 100, validation: 0, duplicates: 0 };
      return peakOf(functions, run, 'tune', pushOf('landfall.dataset.versioned.v1', data));
    },
  },
  {
    of: 'watch',
    name: '2,000 marks, a tenth of them of runs that wait for tuning jobs',
    async measure(functions) {
      const { ledger, objects } = functions;
      const configuration = (await ledger.findConfiguration(name)) as Configuration;
      await atMost(
        uploadsAtOnce,
        Array.from({ length: 10_000 }, (_, index) => index),
        async (index) => {
          const run = runOf(functions, index, configuration);
          await objects.write(ledger.artifactUri(inFlightPath('tuning', run)), JSON.stringify(named(run)));
          if (index >= 200) return;
          const job = `${placeOf(functions)}/tuningJobs/${index + 1}`;
          const started = { ...named(run), jobs: [{ candidate: 'none', base: 'none', job }] };
          await objects.write(ledger.artifactUri(runPath(run)), JSON.stringify(run, null, 2));
          await ledger.recordResult(run, succeeded('tune', 'landfall.tuning.started.v1', started));
        },
      );
      // No job is there: every run fails, and that is recorded.
      return functions.call('watch', { body: pushOf('landfall.watch.tick.v1', {}) });
    },
  },
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
  {
    of: 'deploy',
    name: `${candidateCount} candidates with 10 checkpoints each`,
    async measure(functions) {
      const run = await makeRun(functions);
      const candidates = tunedOf(functions).map((each) => ({
        ...each,
        checkpointEndpoints: Array.from({ length: 10 }, (_, n) => `${each.endpoint}${n}`),
      }));
      const metrics = Object.fromEntries([['base', { rougeL: 0 }], ...candidates.map(({ id }) => [id, { rougeL: 1 }])]);
      const data = {
        ...named(run),
        examples: 100,
        metrics,
        intervals: {},
        candidates,
        reportUri: 'gs://none/report.json',
      };
      await functions.ledger.recordResult(run, succeeded('evaluate', 'landfall.model.evaluated.v1', data));
      const evaluated = data as unknown as EventData['landfall.model.evaluated.v1'];
      return peakOf(functions, run, 'deploy', pushOf('landfall.model.evaluated.v1', evaluated));
    },
  },
  {
    of: 'bury',
    name: 'an object among 1,000 runs of its pipeline',
    async measure(functions) {
      const { ledger, objects, cloud } = functions;
      const configuration = (await ledger.findConfiguration(name)) as Configuration;
      await atMost(
        uploadsAtOnce,
        Array.from({ length: 1000 }, (_, index) => index),
        async (index) => {
          const run = runOf(functions, index, configuration);
          await objects.write(ledger.artifactUri(`triggers/${name}/${index}.json`), JSON.stringify(run, null, 2));
        },
      );
      const attributes = {
        eventType: 'OBJECT_FINALIZE',
        bucketId: cloud.status.buckets.landing,
        objectId: `${name}/none/emails.jsonl`,
        objectGeneration: '1',
        CloudPubSubDeadLetterSourceSubscription: 'validate',
        CloudPubSubDeadLetterSourceDeliveryCount: '10',
        CloudPubSubDeadLetterSourceTopicPublishTime: '2026-01-01T00:00:00Z',
      };
      return functions.call('bury', { body: pushed({ attributes }) });
    },
  },
  {
    of: 'serve',
    name: '20 requests of 31 MB at once',
    async measure(functions) {
      const run = await makeRun(functions);
      const { id: candidate, base, endpoint, model } = tunedOf(functions)[0]!;
      const current = await functions.ledger.findProduction(name);
      const production = {
        ...named(run),
        candidate,
        base,
        model,
        metrics: {},
        serving: [{ endpoint, share: 1 }],
        promptDigest: parsePrompt(run.configuration!.prompt).digest,
        deployedAt: new Date().toISOString(),
      };
      await functions.ledger.replaceProduction(production, current?.generation);
      const body = JSON.stringify({ text: 'x'.repeat(31e6) });
      const path = `/v1/pipelines/${name}:generate`;
      return functions.call('serve', { path, body, atOnce: 20, answers: [400, 404, 413, 500, 502] });
    },
  },
];

/** @throws Error when the stage has not succeeded: then it has not done what is measured */
async function peakOf(functions: MeasuredFunctions, run: Run, stage: string, body: string): Promise<number> {
  const peak = await functions.call(stage, { body });
  const result = await functions.ledger.findResult(run, stage);
  if (result?.status === 'succeeded') return peak;
  throw new Error(`${stage} has not succeeded: ${result?.error?.message ?? 'it is under way'}`);
}

const named = ({ pipeline, run }: Run) => ({ pipeline, run });
const placeOf = ({ cloud: { status } }: MeasuredFunctions) => `projects/${status.project}/locations/${status.region}`;

function runOf({ cloud }: MeasuredFunctions, index: number, configuration: Configuration): Run {
  const run = `20261123-${index.toString(16).padStart(8, '0')}`;
  const trigger = { bucket: cloud.status.buckets.landing, objects: [] };
  return {
    run,
    pipeline: name,
    createdAt: '2026-11-23T10:00:00Z',
    trigger,
    configuration,
    codeVersion: 'bench',
  } as unknown as Run;
}

let made = 0xf0000000;
async function makeRun(
  functions: MeasuredFunctions,
  change: (configuration: Configuration) => void = () => {},
): Promise<Run> {
  const configuration = (await functions.ledger.findConfiguration(name)) as Configuration;
  const { candidates } = configuration.pipeline.tuning;
  configuration.pipeline.tuning.candidates = Array.from({ length: candidateCount }, (_, index) => ({
    ...candidates[0]!,
    id: `candidate-${index}`,
  }));
  change(configuration);
  return functions.ledger.createRun(runOf(functions, made++, configuration));
}

const tunedOf = (functions: MeasuredFunctions) =>
  Array.from({ length: candidateCount }, (_, index) => ({
    id: `candidate-${index}`,
    base: 'gemini-3.5-flash-lite',
    job: `${placeOf(functions)}/tuningJobs/${100 + index}`,
    state: 'succeeded' as const,
    model: `${placeOf(functions)}/models/${200 + index}@1`,
    endpoint: `${placeOf(functions)}/endpoints/${300 + index}`,
    checkpointEndpoints: [] as string[],
  }));

function versionOf({ ledger }: MeasuredFunctions, run: Run) {
  const folder = ledger.artifactUri(`datasets/${name}/${run.run}`);
  return {
    ...named(run),
    version: run.run.slice(-8),
    trainUri: `${folder}/train.jsonl`,
    evaluationUri: `${folder}/evaluation.jsonl`,
    cardUri: `${folder}/dataset.json`,
    reportUri: ledger.uri(run, 'transform/report.json'),
  };
}

const succeeded = (stage: string, type: string, data: object): StageResult =>
  ({
    stage,
    status: 'succeeded',
    startedAt: '2026-11-23T10:00:00Z',
    finishedAt: '2026-11-23T10:00:01Z',
    output: { type, data },
  }) as unknown as StageResult;

/** A text of that many characters, another one for every number. */
const textOf = (index: number, characters: number) => `${index} is the number of it; `.repeat(characters / 24);

const exampleOf = (index: number) =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: textOf(index, 8000) }] },
      { role: 'model', parts: [{ text: textOf(index, 200) }] },
    ],
  });

/** From now on the pipeline has one source of such rows. */
async function oneSource({ ledger, objects }: MeasuredFunctions, schema: object): Promise<void> {
  const configuration = (await ledger.findConfiguration(name)) as Configuration;
  // References are to sources that it has no more.
  const emails = { ...configuration.pipeline.sources['emails']!, unique: undefined, references: undefined };
  configuration.pipeline.sources = { emails };
  configuration.rowSchemas = { emails: schema } as typeof configuration.rowSchemas;
  await objects.write(ledger.artifactUri(configurationPath(name)), JSON.stringify(configuration));
}

/** What Cloud Storage says of an object that has landed. */
async function announcement({ cloud: { storage, status } }: MeasuredFunctions, object: string): Promise<string> {
  const bucket = status.buckets.landing;
  const [{ generation, timeCreated }] = await storage.bucket(bucket).file(object).getMetadata();
  return pushed({
    attributes: {
      eventType: 'OBJECT_FINALIZE',
      eventTime: timeCreated!,
      bucketId: bucket,
      objectId: object,
      objectGeneration: String(generation),
    },
  });
}
