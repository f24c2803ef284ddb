/** A run as RunEvents of OpenLineage: START and COMPLETE, FAIL or ABORT of it and of each of its stages, with what these read and wrote. */
import { v5 } from 'uuid';
import type { Findings } from '../../operations/ledger/ledger';
import { isCancellation, outputOf, statusOf, type RunStatus, type StageName } from '../../core/stages';
import type { Run, StageError, StageResult } from '../../schemas/generated/types';
import { lastOf, shownStages } from '../../operations/runs/run-view';
import { createDatasets, type Dataset, type Datasets } from './datasets';
import { facetsOf } from './facets';

export interface RunEvent {
  eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';
  /** ISO 8601. */
  eventTime: string;
  producer: string;
  schemaURL: string;
  run: { runId: string; facets: object };
  job: { namespace: string; name: string; facets: object };
  inputs: Dataset[];
  outputs: Dataset[];
}

type Results = ReadonlyMap<string, StageResult>;

/** Ids of OpenLineage are UUIDs: the same of the same stage of the same run, whoever makes them (RFC 9562, version 5). */
const ofLandfall = v5('landfall', v5.URL);
const uuidOf = (run: string, stage = ''): string => v5(`${run}/${stage}`, ofLandfall);

const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';

/**
 * In the order of time. A stage that has not ended has no end.
 * @param namespace of its jobs: the project
 */
export function runEvents(
  { record, results, findings = {} }: { record: Run; results: Results; findings?: Findings },
  namespace: string,
): RunEvent[] {
  const { pipeline, run, configuration, codeVersion } = record;
  const producer = `urn:landfall:${codeVersion}`;
  const report = findings.validate;
  const datasets = createDatasets(producer, { ...(configuration && { configuration }), ...(report && { report }) });
  const parent = { parent: { run: { runId: uuidOf(run) }, job: { namespace, name: pipeline } } };
  const event = (
    eventType: RunEvent['eventType'],
    eventTime: string,
    { stage, error, inputs = [], outputs = [] }: { stage?: StageName; error?: StageError } & Partial<Touched>,
  ): RunEvent => ({
    eventType,
    eventTime,
    producer,
    schemaURL,
    run: {
      runId: uuidOf(run, stage),
      facets: facetsOf(producer, {
        ...(stage && parent),
        ...(error && { errorMessage: { message: error.message, programmingLanguage: 'TypeScript' } }),
      }),
    },
    job: {
      namespace,
      name: stage ? `${pipeline}.${stage}` : pipeline,
      facets: facetsOf(producer, {
        jobType: { processingType: 'BATCH', integration: 'LANDFALL', jobType: stage ? 'TASK' : 'DAG' },
        ...(stage === 'transform' &&
          configuration && { sql: { query: configuration.trainingSql, dialect: 'bigquery' } }),
      }),
    },
    inputs,
    outputs,
  });

  const ofStages = shownStages.flatMap((stage): RunEvent[] => {
    const first = results.get(stage);
    // Whoever cancels a run records it in the place of the last stage, which has done nothing.
    if (!first || isCancellation(first)) return [];
    const last = first.status === 'succeeded' ? results.get(lastOf(stage)) : first;
    const { inputs, outputs } = touched[stage]?.(results, datasets, findings) ?? { inputs: [], outputs: [] };
    const start = event('START', first.startedAt, { stage, inputs });
    if (!last) return [start];
    const error = last.status === 'failed' ? last.error : undefined;
    const end = last.status === 'succeeded' ? 'COMPLETE' : last.status === 'failed' ? 'FAIL' : 'ABORT';
    return [start, event(end, last.finishedAt, { stage, ...(error && { error }), inputs, outputs })];
  });
  const failure = [...results.values()].find(({ status }) => status === 'failed')?.error;
  const end = endOf[statusOf(results)];
  const lastAt = [...results.values()]
    .map(({ finishedAt }) => finishedAt)
    .toSorted()
    .at(-1);
  return [
    event('START', record.createdAt, {}),
    ...ofStages,
    ...(end && lastAt ? [event(end, lastAt, { ...(end === 'FAIL' && failure && { error: failure }) })] : []),
  ];
}

/** A candidate that was refused is a result, and no failure. */
const endOf: { [K in RunStatus]?: RunEvent['eventType'] } = {
  deployed: 'COMPLETE',
  refused: 'COMPLETE',
  failed: 'FAIL',
  cancelled: 'ABORT',
};

interface Touched {
  inputs: Dataset[];
  outputs: Dataset[];
}

/** What a stage has read and written, as far as it is on record. */
const touched: { [K in StageName]?: (results: Results, datasets: Datasets, findings: Findings) => Touched } = {
  validate(results, { landed, staged }) {
    const validated = outputOf(results, 'validate')?.data;
    return validated ? { inputs: landed(validated), outputs: staged(validated) } : { inputs: [], outputs: [] };
  },
  transform(results, { staged, version }, { card }) {
    const validated = outputOf(results, 'validate')?.data;
    const versioned = outputOf(results, 'transform')?.data;
    return {
      inputs: validated ? staged(validated) : [],
      outputs: versioned ? version(versioned, card?.table) : [],
    };
  },
  tune(results, { file, model }) {
    const versioned = outputOf(results, 'transform')?.data;
    const finished = outputOf(results, 'watch')?.data;
    return {
      inputs: versioned ? [file(versioned.trainUri, versioned.version)] : [],
      outputs: (finished?.candidates ?? []).flatMap((candidate) => (candidate.model ? [model(candidate.model)] : [])),
    };
  },
  evaluate(results, { file, model }) {
    const versioned = outputOf(results, 'transform')?.data;
    const evaluated = outputOf(results, 'evaluate')?.data;
    return {
      inputs: [
        ...(versioned ? [file(versioned.evaluationUri, versioned.version)] : []),
        ...(evaluated?.candidates ?? []).map((candidate) => model(candidate.model)),
      ],
      outputs: evaluated ? [file(evaluated.reportUri)] : [],
    };
  },
  deploy(results, { model }) {
    const evaluated = outputOf(results, 'evaluate')?.data;
    const output = outputOf(results, 'deploy');
    if (output?.type !== 'landfall.endpoint.deployed.v1') return { inputs: [], outputs: [] };
    const { champion, endpoint } = output.data;
    const its = evaluated?.candidates.find(({ id }) => id === champion);
    return { inputs: its ? [model(its.model)] : [], outputs: [model(endpoint)] };
  },
};
