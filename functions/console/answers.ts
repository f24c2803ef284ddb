/** What the API answers, as the page reads it. */
import type { PipelineState } from '../../operations/pipelines/pipeline-states';
import type { LogEntry } from '../../operations/cloud';
import type { RunRow } from '../../operations/runs/run-row';
import type { RunView } from '../../operations/runs/run-view';

export type { LogEntry, PipelineState, RunRow, RunView };

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
