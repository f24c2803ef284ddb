/** A run as the ledger holds it, for the tests of what the CLI makes of it. */
import { comparePairs } from '../../core/verdict/compare';
import { usualTerms } from '../../core/verdict/terms';
import type { Run, StageResult } from '../../schemas/generated/types';
import { usualGate } from '../usual-gate';

/** Instant so many seconds after the hour. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 23, 8, 0, 0) + seconds * 1000).toISOString();

const object = { generation: '1', bytes: 1000, crc32c: 'AAAAAA==' };
const candidate = { base: 'gemini-3.5-flash-lite', adapterSize: 8, epochs: 3, learningRateMultiplier: 1 };

export const record = {
  run: '20261123-3f9a2c1b',
  pipeline: 'email-summary',
  createdAt: at(2),
  trigger: {
    bucket: 'landing',
    objects: [
      { ...object, source: 'emails', name: 'email-summary/monday/emails.jsonl', timeCreated: at(0) },
      { ...object, source: 'customers', name: 'email-summary/monday/customers.csv', timeCreated: at(1) },
    ],
  },
  configuration: {
    digest: '0a1b2c3d4e5f60718293',
    prompt: { user: '{{email}}' },
    baseModels: {},
    pipeline: {
      training: { prompt: 'prompt.yaml' },
      evaluation: { metrics: [] },
      tuning: {
        candidates: [
          { ...candidate, id: 'lora-8' },
          { ...candidate, id: 'lora-16' },
        ],
      },
      deployment: {
        gate: usualGate({ metric: 'rougeL', minimum: 0.3 }),
      },
    },
  },
  codeVersion: 'abc',
} as unknown as Run;

const { run, pipeline } = record;

export function ended(stage: string, from: number, to: number, type: string, data: object): StageResult {
  const output = { type: `landfall.${type}.v1`, data: { pipeline, run, ...data } };
  return { stage, status: 'succeeded', startedAt: at(from), finishedAt: at(to), output };
}

export function failed(stage: string, from: number, to: number, message: string, where?: string): StageResult {
  const error = { name: 'PermanentError', message, where };
  return { stage, status: 'failed', startedAt: at(from), finishedAt: at(to), error };
}

/** Compared on 118 examples, of which the candidate alone is right on so many, and the rival alone. */
const against = (candidate: string, rival: string, wins: number, losses: number) => ({
  metric: 'rougeL',
  candidate,
  rival,
  candidateScores: Array.from({ length: 118 }, (_, place) => (place < wins ? 1 : 0)),
  rivalScores: Array.from({ length: 118 }, (_, place) => (place >= wins && place < wins + losses ? 1 : 0)),
});

/** lora-16 beats all rivals that answer; lora-8 does no better than the nearest example. */
export const comparisons = comparePairs(
  [
    against('lora-8', 'base', 60, 2),
    against('lora-8', 'naive:most-frequent', 50, 4),
    against('lora-8', 'naive:nearest', 20, 30),
    against('lora-16', 'base', 80, 0),
    against('lora-16', 'naive:most-frequent', 70, 0),
    against('lora-16', 'naive:nearest', 50, 20),
    { metric: 'rougeL', candidate: 'lora-16', rival: 'production', unmeasured: 'production is gone' },
  ],
  usualTerms({ seed: 'a run' }),
);

export const wholeRun = {
  validate: ended('validate', 3, 4, 'dataset.validated', {
    sources: [{ source: 'emails', objects: [], rows: 1189, quarantined: 11 }],
    rows: 1489,
    quarantined: 11,
    reportUri: 'gs://a/v',
  }),
  transform: ended('transform', 4, 6, 'dataset.versioned', {
    version: '3f9a2c1b0d4e',
    train: 1071,
    evaluation: 118,
    validation: 0,
    duplicates: 4,
    cardUri: 'gs://a/c',
  }),
  tune: ended('tune', 7, 8, 'tuning.started', { jobs: [] }),
  watch: ended('watch', 8, 60, 'tuning.finished', {
    candidates: [
      { id: 'lora-8', base: candidate.base, job: 'j', state: 'succeeded', seconds: 24 },
      { id: 'lora-16', base: candidate.base, job: 'j', state: 'failed', seconds: 3, error: 'out of memory' },
    ],
  }),
  evaluate: ended('evaluate', 61, 81, 'model.evaluated', {
    examples: 118,
    metrics: { base: { rougeL: 0.11, exactMatch: 0 }, 'lora-8': { rougeL: 0.58, exactMatch: 0.22 } },
    intervals: {
      base: { rougeL: [0.09, 0.13], exactMatch: [0, 0] },
      'lora-8': { rougeL: [0.55, 0.61], exactMatch: [0.15, 0.3] },
    },
    candidates: [],
    reportUri: 'gs://a/r',
  }),
  deploy: ended('deploy', 82, 82.5, 'endpoint.deployed', {
    champion: 'lora-8',
    endpoint: 'projects/p/locations/l/endpoints/1',
  }),
};
