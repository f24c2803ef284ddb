/** Compiled validators of artifacts: each says whether the data fits, and keeps the reasons in its errors. */
import type { ChainQuestion, ChainStep, ChainSpec, Check, Comparison, Configuration, CorpusConfiguration, CorpusState, CorpusSpec, DatasetCard, Distribution, EvaluationReport, GateHistory, GenerationSettings, Golden, GoogleSearchSpec, LatestVersion, LineageLine, Measurements, RunOutcome, PipelineSpec, Probes, Production, PromptTemplate, ValidationReport, StageResult, Retraining, Run, Spending, StagedObject, TuningProgress, VertexAiSearchSpec } from './types';
import type { ErrorObject } from 'ajv';

export interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

export const isChainQuestion: Validator<ChainQuestion>;
export const isChainStep: Validator<ChainStep>;
export const isChainSpec: Validator<ChainSpec>;
export const isCheck: Validator<Check>;
export const isComparison: Validator<Comparison>;
export const isConfiguration: Validator<Configuration>;
export const isCorpusConfiguration: Validator<CorpusConfiguration>;
export const isCorpusState: Validator<CorpusState>;
export const isCorpusSpec: Validator<CorpusSpec>;
export const isDatasetCard: Validator<DatasetCard>;
export const isDistribution: Validator<Distribution>;
export const isEvaluationReport: Validator<EvaluationReport>;
export const isGateHistory: Validator<GateHistory>;
export const isGenerationSettings: Validator<GenerationSettings>;
export const isGolden: Validator<Golden>;
export const isGoogleSearchSpec: Validator<GoogleSearchSpec>;
export const isLatestVersion: Validator<LatestVersion>;
export const isLineageLine: Validator<LineageLine>;
export const isMeasurements: Validator<Measurements>;
export const isRunOutcome: Validator<RunOutcome>;
export const isPipelineSpec: Validator<PipelineSpec>;
export const isProbes: Validator<Probes>;
export const isProduction: Validator<Production>;
export const isPromptTemplate: Validator<PromptTemplate>;
export const isValidationReport: Validator<ValidationReport>;
export const isStageResult: Validator<StageResult>;
export const isRetraining: Validator<Retraining>;
export const isRun: Validator<Run>;
export const isSpending: Validator<Spending>;
export const isStagedObject: Validator<StagedObject>;
export const isTuningProgress: Validator<TuningProgress>;
export const isVertexAiSearchSpec: Validator<VertexAiSearchSpec>;
