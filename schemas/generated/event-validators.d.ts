/** Compiled validators of events, and all of them by type. */
import type { AlertRaised, AlertsTick, AnswerRated, DatasetLanded, DatasetValidated, DatasetVersioned, DeploymentRefused, DriftDetected, EndpointDeployed, EvaluationSharded, ExchangeTraced, ModelChanged, ModelEvaluated, MonitorTick, PredictionMade, RetrainRequested, RunCancelled, StageFailed, TuningFinished, TuningStarted, WatchTick } from './types';
import type { Validator } from './validators';
import type { EventData } from './types';

export const eventValidators: { [T in keyof EventData]: Validator<EventData[T]> };
export const eventTypes: (keyof EventData)[];
export const isAlertRaised: Validator<AlertRaised>;
export const isAlertsTick: Validator<AlertsTick>;
export const isAnswerRated: Validator<AnswerRated>;
export const isDatasetLanded: Validator<DatasetLanded>;
export const isDatasetValidated: Validator<DatasetValidated>;
export const isDatasetVersioned: Validator<DatasetVersioned>;
export const isDeploymentRefused: Validator<DeploymentRefused>;
export const isDriftDetected: Validator<DriftDetected>;
export const isEndpointDeployed: Validator<EndpointDeployed>;
export const isEvaluationSharded: Validator<EvaluationSharded>;
export const isExchangeTraced: Validator<ExchangeTraced>;
export const isModelChanged: Validator<ModelChanged>;
export const isModelEvaluated: Validator<ModelEvaluated>;
export const isMonitorTick: Validator<MonitorTick>;
export const isPredictionMade: Validator<PredictionMade>;
export const isRetrainRequested: Validator<RetrainRequested>;
export const isRunCancelled: Validator<RunCancelled>;
export const isStageFailed: Validator<StageFailed>;
export const isTuningFinished: Validator<TuningFinished>;
export const isTuningStarted: Validator<TuningStarted>;
export const isWatchTick: Validator<WatchTick>;
