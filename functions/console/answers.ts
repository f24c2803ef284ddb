/** What the API answers, as the page reads it. */
import type { DatasetCard } from '../../schemas/generated/types';
import type { Changes } from '../../operations/warehouse/changes';
import type { Comparison } from '../../operations/runs/comparison';
import type { Example, LandedRow } from '../../operations/warehouse/examples';
import type { Lineage } from '../../operations/warehouse/lineage';
import type { FoundExample } from '../../operations/warehouse/search';
import type { VersionSummary } from '../../operations/warehouse/versions';
import type { Why } from '../../operations/warehouse/why';
import type { PipelineState } from '../../operations/pipelines/pipeline-states';
import type { LogEntry } from '../../operations/cloud';
import type { RunRow } from '../../operations/runs/run-row';
import type { RunView } from '../../operations/runs/run-view';
import type { RunSummary } from '../../operations/runs/summary';

export type { Changes, Comparison, DatasetCard, FoundExample, Lineage, LogEntry, PipelineState, RunRow, RunView };
export type { VersionSummary };

export interface Pipelines {
  /** Milliseconds since 1970, by the deployment's clock. */
  now: number;
  pipelines: PipelineState[];
}

export interface Runs {
  now: number;
  /** Of the whole list. */
  total: number;
  from: number;
  runs: RunRow[];
}

export interface Logs {
  entries: LogEntry[];
}

export interface Versions {
  now: number;
  total: number;
  from: number;
  versions: VersionSummary[];
}

/** What a statement would read, and BigQuery bill, before it is asked. */
export interface Cost {
  bytes: number;
}

export interface SearchBegun {
  search: string;
  total: number;
}

export interface FoundExamples {
  total: number;
  from: number;
  examples: FoundExample[];
}

export interface ExampleTold {
  example: Example;
  rows: LandedRow[];
}

export interface VersionsCompared {
  before: VersionSummary;
  after: VersionSummary;
  comparison: Comparison;
  /** Of comparing their examples. */
  cost: Cost;
}

/** Why an answer is what it is. */
export type AnswerTold = Pick<Why, 'answer' | 'question' | 'ratings' | 'nearest'> & {
  run?: RunSummary;
  /** In words. */
  verdict?: string;
  dataset?: Pick<DatasetCard, 'pipeline' | 'version' | 'train' | 'sources'>;
};

/** Bytes of an object that does not change, by characters. */
export interface ObjectPart {
  object: string;
  generation: string;
  /** Of the whole object. */
  size: number;
  /** Of what is shown, in bytes. */
  from: number;
  until: number;
  before: string;
  /** What was asked for. */
  text: string;
  after: string;
}
