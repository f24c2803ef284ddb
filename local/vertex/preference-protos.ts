/**
 * What the description of Google's client library lacks, up to its 7.4.0: the API has preference tuning in both versions (their REST
 * references, and Google's Gen AI SDK). By gRPC nobody can ask for it, and a job is told without it.
 */
import { Field, Type, type Namespace } from 'protobufjs';

/** Beyond any that Google has given a field there: who reads the published description skips them, as he does Google's own. */
const unpublished = 5000;

/** @param api one version's namespace */
export function addPreferenceTuning(api: Namespace): void {
  const job = api.lookupType('TuningJob');
  if (job.fields['preferenceOptimizationSpec']) return;
  const message = (name: string, fields: Record<string, string>) =>
    api.add(
      Object.entries(fields).reduce((type, [field, kind], place) => {
        const [of, rule] = kind.split(' ').reverse() as [string, string?];
        return type.add(new Field(field, place + 1, of, rule));
      }, new Type(name)),
    );
  message('PreferenceOptimizationHyperParameters', {
    epochCount: 'int64',
    learningRateMultiplier: 'double',
    adapterSize: 'SupervisedHyperParameters.AdapterSize',
    beta: 'double',
  });
  message('PreferenceOptimizationSpec', {
    trainingDatasetUri: 'string',
    validationDatasetUri: 'string',
    hyperParameters: 'PreferenceOptimizationHyperParameters',
    exportLastCheckpointOnly: 'bool',
  });
  api
    .lookupType('PreferenceOptimizationSpec')
    .fields['trainingDatasetUri']!.setOption('(google.api.field_behavior)', 'REQUIRED');
  message('GeminiPreferenceCompletion', { score: 'float', completion: 'Content' });
  message('GeminiPreferenceExample', {
    contents: 'repeated Content',
    completions: 'repeated GeminiPreferenceCompletion',
  });
  message('PreferenceOptimizationDataStats', {
    tuningDatasetExampleCount: 'int64',
    totalBillableTokenCount: 'int64',
    tuningStepCount: 'int64',
    userInputTokenDistribution: 'DatasetDistribution',
    userOutputTokenDistribution: 'DatasetDistribution',
    scoresDistribution: 'DatasetDistribution',
    scoreVariancePerExampleDistribution: 'DatasetDistribution',
    userDatasetExamples: 'repeated GeminiPreferenceExample',
    droppedExampleIndices: 'repeated int64',
    droppedExampleReasons: 'repeated string',
  });
  addToOneof(job, 'tuningSpec', new Field('preferenceOptimizationSpec', unpublished, 'PreferenceOptimizationSpec'));
  addToOneof(
    api.lookupType('TuningDataStats'),
    'tuningDataStats',
    new Field('preferenceOptimizationDataStats', unpublished, 'PreferenceOptimizationDataStats'),
  );
}

function addToOneof(type: Type, name: string, field: Field): void {
  type.add(field);
  type.oneofs[name]!.add(field);
  (field.resolve().resolvedType as Type).fieldsArray.forEach((inner) => inner.resolve());
}
