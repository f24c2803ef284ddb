/** The name of a dataset version: the same inputs, statements, prompt and settings are the same version. */
import type { Configuration, EventData, PipelineSpec } from '../../schemas/generated/types';
import { digest } from '../../core/digest';
import { parsePrompt } from '../../core/prompt';
import { wordsInSql } from '../../core/words';
import { trainingFormOf } from '../shared/models/providers';
import { hasAdded, layerOfObject, type Sources } from '../shared/warehouse/sources';
import { leftOutAbove } from './version/long-examples';
import { systemOf } from './version/statements';

type ValidatedObject = Sources[number]['objects'][number];

/**
 * 12 hex digits over everything that decides what the dataset's files hold. Not over thresholds and levels of checks, which
 * only judge it, and not over the names and generations of objects: the same rows dropped again are the same version.
 */
export function identifyVersion(
  { sources }: EventData['landfall.dataset.validated.v1'],
  configuration: Configuration,
): string {
  const { rowSchemas, trainingSql, sql, prompt, pipeline } = configuration;
  const contents = Object.fromEntries(
    sources.map(({ source, objects }) => [
      source,
      objects.toSorted((a, b) => (a.uri < b.uri ? -1 : 1)).map((object) => contentOf(object)),
    ]),
  );
  const statements = Object.fromEntries(Object.entries(sql).filter(([file]) => makesRows(file)));
  const system = systemOf(parsePrompt(prompt));
  const lines = [false, true].map((hasHistory) => trainingFormOf(configuration).lineInSql({ system, hasHistory }));
  const settings = settingsOf(pipeline);
  const words = wordsInSql('text');
  const lengths = leftOutAbove(configuration);
  // Of added rows the key decides which they replace.
  const added = sources.filter(({ objects }) => hasAdded(objects)).map(({ source }) => source);
  const keys = added.length > 0 && { keys: added.map((source) => [source, pipeline.sources[source]?.unique ?? []]) };
  return digest({
    contents,
    rowSchemas,
    trainingSql,
    statements,
    words,
    lines,
    lengths,
    prompt,
    ...settings,
    ...keys,
  }).slice(0, 12);
}

/** What an object holds, and what it was added to. */
function contentOf(object: ValidatedObject): string | { content: string; layer: number } {
  const layer = layerOfObject(object);
  return layer === 0 ? object.digest : { content: object.digest, layer };
}

/** Only these statements of sql/ make rows; all others look at them. */
const makesRows = (file: string): boolean => file.startsWith('version/');

function settingsOf({ sources, training, validation }: PipelineSpec) {
  const { checks, personalData } = validation;
  const { split, deduplicate, sampling } = training;
  const { policy, kinds } = personalData;
  return {
    forms: Object.fromEntries(Object.entries(sources).map(([source, { form }]) => [source, form])),
    split,
    deduplicate,
    sampling,
    // To warn and to fail is to look, and to judge what was seen.
    personalData: { policy: policy === 'fail' ? 'warn' : policy, kinds: kinds.toSorted() },
    nearDuplicates: checks.nearDuplicates.similarity,
    leakage: { similarity: checks.leakage.similarity, isOff: checks.leakage.level === 'off' },
  };
}
