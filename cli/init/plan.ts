/** What a pipeline made from data files will be: everything that its files are written from. */
import type { SourceColumn } from './guess';
import type { Join } from './joins';
import type { RowSchema } from '../../core/row-schema';
import type { Conversations } from './conversations';

export interface SourcePlan {
  name: string;
  /** The file it was made from. */
  path: string;
  schema: RowSchema;
  schemaFile: string;
  /** Names of the columns that a row is of no use without. */
  needed: Set<string>;
  delimiter?: string;
  form?: 'conversations';
  unique?: string[];
  /** SourceColumn to SOURCE.COLUMN. */
  references?: Record<string, string>;
}

/** An example out of columns, or out of conversations. */
export type ExamplePlan =
  | {
      kind: 'columns';
      target: SourceColumn;
      /** Each column of the prompt with the field it fills. */
      inputs: { column: SourceColumn; field: string }[];
      key?: SourceColumn;
      group?: SourceColumn;
      /** Says of each row which split it is in. */
      split?: SourceColumn;
      joins: Join[];
    }
  | { kind: 'conversations'; source: string; facts: Conversations };

export interface PipelinePlan {
  name: string;
  sources: SourcePlan[];
  example: ExamplePlan;
  /** The targets are labels: few, short, repeated. */
  isLabels: boolean;
  /** Rows that may become examples. */
  rows: number;
  mostTargetTokens: number;
  system?: string;
  candidate: { id: string; base: string; adapterSize: number; epochs: number };
}

/** Of the rows of a source, how many may be put aside before the run fails: as pipeline.yaml says then. */
export const maxInvalidShare = 0.05;

/** Held out: some 200 examples, but no fewer than a twentieth and no more than a fifth. */
export const evaluationShare = (rows: number): number =>
  Math.round(Math.min(0.2, Math.max(0.05, 200 / Math.max(rows, 1))) * 100) / 100;

/** What the model may say: as many as the longest target has, by estimate, and half as many more. */
export const maxOutputTokens = (mostTargetTokens: number): number =>
  Math.min(8192, Math.max(32, Math.ceil((mostTargetTokens * 1.5) / 16) * 16));
