/** The parts of a checked pipeline.yaml that infra itself looks at. */

export interface PipelineSpec {
  name: string;
  sources: Record<string, SourceSpec>;
  training: { sql: string; prompt: string; split: { evaluationShare: number; validationShare: number } };
  tuning: { candidates: { id: string; base: string; adapterSize: number }[] };
  evaluation: { metrics: string[] };
  deployment: { gate: { metric: string } };
}

export interface SourceSpec {
  schema: string;
  unique?: string[];
  /** Column to SOURCE.COLUMN. */
  references?: Record<string, string>;
}

/** A catalog entry as far as infra reads it; the rest goes into the bundle as it is. */
export interface BaseModel {
  id: string;
  tunable?: boolean;
  adapterSizes?: number[];
}

export interface Bundle {
  /** SHA-256, hex, of the bundle's canonical JSON without this member. */
  digest: string;
  pipeline: PipelineSpec;
  rowSchemas: Record<string, object>;
  trainingSql: string;
  prompt: { system?: string; user: string };
  sql: Record<string, string>;
  baseModels: Record<string, BaseModel>;
  codeVersion: string;
}
