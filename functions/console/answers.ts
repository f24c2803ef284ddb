/** What the API answers, as the page reads it. */
import type { BaseModel } from '../../catalog';
import type { AlertState } from '../../core/alerts/judge';
import type { Span } from '../../core/chain/trace';
import type { DroppedRecord } from '../../core/dropped';
import type { Citation } from '../../core/grounding/citations';
import type { FoundSource, Recitation, SafetyRating, Usage } from '../../core/models/question';
import type { FactRow } from '../../core/tabulate';
import type { LogEntry } from '../../operations/cloud';
import type { Received } from '../../operations/drop/session';
import type { PipelineOverview } from '../../operations/overview/overview';
import type { Cost } from '../../operations/pipelines/costs';
import type { LifecycleRow } from '../../operations/pipelines/lifecycle';
import type { Comparison } from '../../operations/runs/comparison';
import type { Confusion } from '../../operations/runs/confusion';
import type { Curve } from '../../operations/runs/curves';
import type { FactGroup } from '../../operations/runs/facts';
import type { RunRow } from '../../operations/runs/run-row';
import type { RunSummary } from '../../operations/runs/summary';
import type { Changes } from '../../operations/warehouse/changes';
import type { Drift } from '../../operations/warehouse/drift';
import type { Example, LandedRow } from '../../operations/warehouse/examples';
import type { Lineage } from '../../operations/warehouse/lineage';
import type { FoundExample } from '../../operations/warehouse/search';
import type { PricedJob } from '../../operations/warehouse/statements';
import type { TrafficHour } from '../../operations/warehouse/traffic';
import type { VersionSummary } from '../../operations/warehouse/versions';
import type { Why } from '../../operations/warehouse/why';
import type { Check, DatasetCard, StagedObject } from '../../schemas/generated/types';

export type { LineWindow, ShownLine } from '../../operations/ledger/line-windows';
export type { EvaluationView as Evaluation, ShownComparison } from '../../operations/runs/evaluation';
export type { ExampleWindow, ShownExample } from '../../operations/runs/examples';
export type { Choice, RunNow } from '../../operations/runs/run-now';
export type { Confusion, Curve, PricedJob };
export type { Changes, Comparison, FoundExample, Lineage, LogEntry, RunRow, RunSummary, VersionSummary };
export type { Cost, Drift, LifecycleRow, PipelineOverview, TrafficHour };
export type { Check, DatasetCard, StagedObject };

export interface Pipelines {
  /** Milliseconds since 1970, by the deployment's clock. */
  now: number;
  pipelines: PipelineOverview[];
}

export interface Runs {
  now: number;
  /** Of the whole list, as far as it is known. */
  total: number;
  /** Runs that may be meant, and of how many the status is known; who asks again is told of more. */
  all: number;
  lookedAt: number;
  from: number;
  runs: RunRow[];
}

export interface LogPage {
  /** The newest first. */
  entries: LogEntry[];
  /** Of the page of those before; absent of the last one. */
  next?: string;
}

export interface Data {
  objects: StagedObject[];
  /** Checks of sources and of examples; absent until the stage has reported. */
  validate?: Check[];
  transform?: Check[];
  card?: DatasetCard;
  dropped: DroppedRecord[];
}

export interface QuarantinedRow {
  source: string;
  row: number;
  line: number;
  reasons: string[];
  /** As it stands in the file, its beginning where it is long. */
  raw: string;
  /** Bytes of all of it, where this is its beginning. */
  rawBytes?: number;
}

export interface Quarantine {
  total: number;
  from: number;
  rows: QuarantinedRow[];
}

export interface Statements {
  /** In the order of their begin. */
  statements: PricedJob[];
}

export interface Curves {
  curves: Curve[];
}

export interface TakenLabels {
  subject: string;
  /** Absent where the targets are texts of their own. */
  confusion: Confusion | undefined;
}

export interface Versions {
  now: number;
  total: number;
  from: number;
  versions: VersionSummary[];
}

/** What a statement would read, and BigQuery bill, before it is asked. */
export interface QueryCost {
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
  cost: QueryCost;
}

/** Why an answer is what it is. */
export type AnswerTold = Pick<Why, 'answer' | 'question' | 'ratings' | 'nearest'> & {
  run?: RunSummary;
  /** In words. */
  verdict?: string;
  dataset?: Pick<DatasetCard, 'pipeline' | 'version' | 'train' | 'sources'>;
};

/** What can be dropped for a pipeline. */
export interface DropPlace {
  pipeline: string;
  sources: { name: string; required: boolean }[];
}

/** Files on their way into the landing bucket. */
export interface UploadTold {
  id: string;
  pipeline: string;
  batch: string;
  /** In words, where it is well to know something first. */
  warning?: string;
  /** In the order in which they are sent. */
  files: { path: string; name: string; source: string; size: number; received: number; isWhole: boolean }[];
}

export type { Received };

export interface UploadCompleted {
  /** Sources that the batch lacks: with these it begins. */
  missing: string[];
}

/** What a pipeline's models can be asked on the page. */
export interface Playground {
  pipeline: string;
  prompts: { file: string; system?: string; user: string }[];
  sources: string[];
  subjects: PlaygroundSubject[];
}

export interface PlaygroundSubject {
  name: string;
  kind: 'production' | 'candidate' | 'base';
  run?: string;
  candidate?: string;
  base: string;
  isTuned: boolean;
  /** That have to be given. */
  fields: string[];
  template: { system: string; user: string };
  /** By which tokens are estimated. */
  bytesPerToken: BaseModel['bytesPerToken'];
  maxOutputTokens: number;
  /** US dollars of 1,000,000 tokens; absent where it is not known, or a machine is paid for by the hour. */
  perMillion?: { input: number; output: number };
}

/** What an answer of production and of any other model have in common. */
export interface TriedAnswer {
  outcome: string;
  text: string;
  /** In the provider's words. */
  finishReason?: string;
  usage?: Pick<Usage, 'inputTokens' | 'outputTokens'>;
  safety?: SafetyRating[];
  recitations?: Recitation[];
  /** Milliseconds until it was whole. */
  ms?: number;
  /** US dollars, where it is known. */
  price?: number;
}

/** As serve's document has it: schemas/api/serve.json. */
export interface ServedAnswer extends TriedAnswer {
  id: string;
  run?: string;
  steps?: Omit<Span, 'reason' | 'gave'>[];
  grounding?: {
    corpora: { corpus: string; version: string }[];
    isInSources: boolean;
    sentences: { start: number; end: number; support: string; citations: (Citation | FoundSource)[] }[];
  };
}

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

/** A condition with what it says of its subject, and the command that shows the cause. */
export type Alert = AlertState & { says: string; command: string };

export interface Alerts {
  /** When the warehouse was asked, in milliseconds since 1970. */
  at: number;
  alerts: Alert[];
}

/** What a pipeline was asked, and what it has cost. */
export interface PipelineTraffic {
  at: number;
  /** That were asked for; hours without an answer are missing. */
  days: number;
  hours: TrafficHour[];
  /** Of this month. */
  costs: Cost[];
}

/** A section of the runbook. */
export interface Runbook {
  alert: string;
  /** Its lines, in Markdown. */
  text: string;
}

/** Things side by side. */
export interface SideBySide {
  /** PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION each. */
  columns: string[];
  /** Rows in which they differ, and in which they do not. */
  different: number;
  equal: number;
  /** Of those that were asked for. */
  total: number;
  from: number;
  rows: FactRow<FactGroup>[];
}

export interface CurvesBeside {
  curves: {
    /** RUN/CANDIDATE */
    name: string;
    /** Points that there are. */
    of: number;
    /** Those that tell its shape: step and training loss. */
    points: [number, number][];
  }[];
}
