/** The metrics, by the names that pipeline.yaml gives them, and what evaluation.metrics makes of them. */
import type { PipelineSpec } from '../../schemas/generated/types';
import { accuracy } from './accuracy';
import { bleu } from './bleu';
import { chrf } from './chrf';
import { editSimilarity } from './edit-similarity';
import { exactMatch } from './exact-match';
import { f1 } from './f1';
import { graded } from './graded';
import { javascript } from './javascript';
import { jsonFields } from './json-fields';
import { jsonValidity } from './json-validity';
import { length } from './length';
import { macroF1 } from './macro-f1';
import type { Metric, MetricDefinition, MetricKind, Statistics } from './metric';
import { normalisedMatch } from './normalised-match';
import { precision } from './precision';
import { preferred } from './preferred';
import { recall } from './recall';
import { regex } from './regex';
import { rougeL } from './rouge-l';
import { rougeLsum } from './rouge-lsum';
import { rouge1 } from './rouge1';
import { rouge2 } from './rouge2';
import type { Sandbox } from './sandbox';
import { tokenF1 } from './token-f1';
import { weightedF1 } from './weighted-f1';

export const metricKinds = {
  // Right or wrong.
  exactMatch,
  normalisedMatch,
  // Labels.
  accuracy,
  macroF1,
  weightedF1,
  f1,
  precision,
  recall,
  // Texts.
  tokenF1,
  rouge1,
  rouge2,
  rougeL,
  rougeLsum,
  bleu,
  chrf,
  editSimilarity,
  // Form.
  jsonValidity,
  jsonFields,
  regex,
  length,
  // By a judge.
  graded,
  preferred,
  // Of a pipeline's own.
  javascript,
};

/** An entry of evaluation.metrics: a name, or one with options. */
export type MetricEntry = PipelineSpec['evaluation']['metrics'][number];

/** A metric of a pipeline, under the name that its scores have there. */
export type NamedMetric = Metric & { name: string };

export const metricName = (entry: MetricEntry): string =>
  typeof entry === 'string' ? entry : (entry.name ?? entry.metric);

/** The base models that judge answers. */
export const judgesIn = (entries: MetricEntry[]): string[] =>
  entries.flatMap((entry) => (typeof entry === 'string' ? [] : (entry.judge ?? [])));

/** How the number of an entry is to be read. */
export function definitionOf(entry: MetricEntry): MetricDefinition {
  const { options: _options, needs: _needs, create: _create, ...definition } = kindOf(entry);
  return typeof entry === 'string' ? definition : { ...definition, ...(entry.better && { better: entry.better }) };
}

/** @throws Error when an entry is none that metricProblem lets pass */
export const metricsOf = (entries: MetricEntry[], sandbox?: Sandbox): NamedMetric[] =>
  entries.map((entry) => {
    const name = metricName(entry);
    return { ...definitionOf(entry), name, ...kindOf(entry).create(optionsOf(entry), name, sandbox) };
  });

/**
 * What each metric says of one answer, by its name. An answer that was blocked or left empty is measured as the empty text that it
 * is: not answering is no way to do well.
 */
export function measuredBy(
  metrics: NamedMetric[],
  answer: string,
  references: string[],
): { scores: Record<string, number>; statistics?: Record<string, Statistics> } {
  if (references.length === 0) throw new Error('an answer has no reference to be measured by');
  const scores: Record<string, number> = {};
  const statistics: Record<string, Statistics> = {};
  for (const { name, measure, judged } of metrics) {
    // Given once all answers are there.
    if (judged) continue;
    const measured = measure(answer, references);
    scores[name] = measured.score;
    if (measured.statistics) statistics[name] = measured.statistics;
  }
  return { scores, ...(Object.keys(statistics).length > 0 && { statistics }) };
}

/** What a schema cannot say of an entry: which options go with which metric, and whether they make one. */
export function metricProblem(entry: MetricEntry): string | undefined {
  const { options, needs = [], create } = kindOf(entry);
  const given = optionsOf(entry);
  const metric = typeof entry === 'string' ? entry : entry.metric;
  const missing = needs.find((option) => !(option in given));
  if (missing !== undefined) return `${metric} needs ${missing}, as in { metric: ${metric}, ${missing}: … }`;
  const foreign = Object.keys(given).find((option) => !options.includes(option));
  if (foreign !== undefined)
    return `${metric} has no option ${foreign}; it has ${options.length === 0 ? 'none' : options.join(' and ')}`;
  try {
    create(given, metricName(entry));
    return undefined;
  } catch (error) {
    return `${metric} cannot be made of its options: ${(error as Error).message}`;
  }
}

/** Each checks for itself what it is given: entries come from a checked pipeline.yaml, of options that metricProblem has seen. */
type AnyKind = MetricKind<Record<string, unknown>>;

const kindOf = (entry: MetricEntry): AnyKind =>
  metricKinds[typeof entry === 'string' ? entry : entry.metric] as unknown as AnyKind;

function optionsOf(entry: MetricEntry): Record<string, unknown> {
  if (typeof entry === 'string') return {};
  const { metric: _metric, name: _name, ...options } = entry;
  return options;
}
