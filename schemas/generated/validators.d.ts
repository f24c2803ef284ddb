/** Compiled validators of schemas/: each says whether the data fits, and keeps the reasons in its errors. */
import type { ErrorObject } from 'ajv';
import type { EventData, ChainQuestion, ChainStep, ChainSpec, Check, Comparison, Configuration, CorpusConfiguration, CorpusState, CorpusSpec, DatasetCard, Distribution, EvaluationReport, GateHistory, LatestVersion, LineageLine, Measurements, PipelineSpec, Production, PromptTemplate, ValidationReport, StageResult, Run, Spending, StagedObject, TuningProgress, AnswerRated, DatasetLanded, DatasetValidated, DatasetVersioned, DeploymentRefused, EndpointDeployed, EvaluationSharded, ExchangeTraced, ModelEvaluated, PredictionMade, RunCancelled, StageFailed, TuningFinished, TuningStarted, WatchTick } from './types';

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
export const isLatestVersion: Validator<LatestVersion>;
export const isLineageLine: Validator<LineageLine>;
export const isMeasurements: Validator<Measurements>;
export const isPipelineSpec: Validator<PipelineSpec>;
export const isProduction: Validator<Production>;
export const isPromptTemplate: Validator<PromptTemplate>;
export const isValidationReport: Validator<ValidationReport>;
export const isStageResult: Validator<StageResult>;
export const isRun: Validator<Run>;
export const isSpending: Validator<Spending>;
export const isStagedObject: Validator<StagedObject>;
export const isTuningProgress: Validator<TuningProgress>;
export const isAnswerRated: Validator<AnswerRated>;
export const isDatasetLanded: Validator<DatasetLanded>;
export const isDatasetValidated: Validator<DatasetValidated>;
export const isDatasetVersioned: Validator<DatasetVersioned>;
export const isDeploymentRefused: Validator<DeploymentRefused>;
export const isEndpointDeployed: Validator<EndpointDeployed>;
export const isEvaluationSharded: Validator<EvaluationSharded>;
export const isExchangeTraced: Validator<ExchangeTraced>;
export const isModelEvaluated: Validator<ModelEvaluated>;
export const isPredictionMade: Validator<PredictionMade>;
export const isRunCancelled: Validator<RunCancelled>;
export const isStageFailed: Validator<StageFailed>;
export const isTuningFinished: Validator<TuningFinished>;
export const isTuningStarted: Validator<TuningStarted>;
export const isWatchTick: Validator<WatchTick>;
export const eventValidators: { [T in keyof EventData]: Validator<EventData[T]> };
export const eventTypes: (keyof EventData)[];
