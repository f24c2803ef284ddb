/** What tells one run, candidate or dataset version from another, as values with names: those of many stand side by side. */
import { candidatesOf, type Candidate } from '../../core/candidates';
import { digest } from '../../core/digest';
import { formatDollars, formatSeconds, formatTime } from '../../core/quantities';
import { amount, thousands } from '../../core/wording';
import type { Configuration, DatasetCard } from '../../schemas/generated/types';
import type { CandidateView } from './candidates';
import { checksOf, figuresOf, leaves } from './comparison';
import type { RunView } from './run-view';

export const factGroups = ['outcome', 'metrics', 'configuration', 'data', 'tuning', 'cost'] as const;
export type FactGroup = (typeof factGroups)[number];

/** By group, then by name; values as a person reads them. */
export type Facts = Partial<Record<FactGroup, Record<string, string>>>;

export function factsOfRun(view: RunView): Facts {
  const { record, status, seconds, createdAt, findings, candidates, evaluated, deployed } = view;
  const { configuration } = record;
  return {
    outcome: {
      status,
      began: formatTime(createdAt),
      took: formatSeconds(seconds),
      champion: deployed?.champion ?? '–',
    },
    metrics: Object.assign(
      {},
      ...Object.entries(evaluated?.metrics ?? {}).map(([subject, metrics]) => scoresOf(metrics, `${subject}: `)),
    ) as Record<string, string>,
    ...(configuration && {
      configuration: {
        ...settingsOf(configuration),
        ...Object.assign({}, ...candidatesOf(configuration).map((each) => settingsOfCandidate(each, `${each.id}: `))),
      },
    }),
    ...(findings.card && { data: factsOfCard(findings.card) }),
    tuning: Object.assign({}, ...candidates.map((each) => tuningOf(each, `${each.id}: `))) as Record<string, string>,
    cost: costOf(view, () => true),
  };
}

/** Undefined of a candidate that the run does not have. */
export function factsOfCandidate(view: RunView, id: string): Facts | undefined {
  const { configuration } = view.record;
  const settings = configuration && candidatesOf(configuration).find((each) => each.id === id);
  const tuned = view.candidates.find((each) => each.id === id);
  if (!settings && !tuned) return undefined;
  const { outcome, data } = factsOfRun(view);
  return {
    outcome: { ...outcome, 'is the champion': view.deployed?.champion === id ? 'yes' : 'no' },
    metrics: scoresOf(view.evaluated?.metrics[id] ?? {}, ''),
    configuration: settings ? settingsOfCandidate(settings, '') : {},
    ...(data && { data }),
    tuning: tuned ? tuningOf(tuned, '') : {},
    cost: costOf(view, ({ candidate }) => candidate === id),
  };
}

export const factsOfVersion = (card: DatasetCard): Facts => ({
  configuration: { prompt: card.promptDigest.slice(0, 12), 'training.sql': digest(card.trainingSql).slice(0, 12) },
  data: factsOfCard(card),
});

const scoresOf = (metrics: Record<string, number>, before: string): Record<string, string> =>
  Object.fromEntries(Object.entries(metrics).map(([metric, mean]) => [`${before}${metric}`, mean.toFixed(4)]));

/** All of pipeline.yaml but its candidates, which are told one by one; of texts their digests. */
function settingsOf({ pipeline, prompts = {}, trainingSql, codeVersion }: Configuration): Record<string, string> {
  const { candidates: _candidates, ...tuning } = pipeline.tuning;
  return {
    ...Object.fromEntries(leaves({ ...pipeline, tuning }, '')),
    'training.sql': digest(trainingSql).slice(0, 12),
    ...Object.fromEntries(Object.entries(prompts).map(([file, prompt]) => [file, digest(prompt).slice(0, 12)])),
    code: codeVersion,
  };
}

const settingsOfCandidate = ({ id: _id, ...settings }: Candidate, before: string): Record<string, string> =>
  Object.fromEntries(leaves(settings, '').map(([name, value]) => [`${before}${name}`, value]));

function factsOfCard(card: DatasetCard): Record<string, string> {
  const checks = [...checksOf(card)].map(
    ([name, { outcome, measured, unit }]) =>
      [`check ${name}`, measured === null ? outcome : `${outcome}, ${amount(measured, unit)}`] as const,
  );
  return {
    version: card.version,
    ...Object.fromEntries([...figuresOf(card)].map(([name, count]) => [name, thousands(count)])),
    ...Object.fromEntries(checks),
  };
}

function tuningOf({ base, state, seconds, steps, chosen, from, losses }: CandidateView, before: string) {
  const last = losses?.training.at(-1)?.loss;
  const best = losses && Math.min(...losses.validation.map(({ loss }) => loss));
  const told: Record<string, string | undefined> = {
    base,
    state,
    took: seconds === undefined ? undefined : formatSeconds(seconds),
    steps: steps === undefined ? undefined : thousands(steps),
    checkpoint: chosen && `${chosen.place} of ${chosen.of}`,
    'goes on from': from,
    'training loss at the end': last?.toFixed(4),
    'lowest validation loss': best !== undefined && Number.isFinite(best) ? best.toFixed(4) : undefined,
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[`${before}${name}`, value]])),
  );
}

function costOf(
  { findings: { spending = [] } }: RunView,
  isOwn: (entry: (typeof spending)[number]) => boolean,
): Record<string, string> {
  const own = spending.filter(isOwn);
  const sums = new Map<string, number>();
  for (const { purpose, committed, spent } of own) {
    sums.set(`${purpose}, committed`, (sums.get(`${purpose}, committed`) ?? 0) + committed);
    if (spent !== undefined) sums.set(`${purpose}, spent`, (sums.get(`${purpose}, spent`) ?? 0) + spent);
  }
  return Object.fromEntries([...sums].map(([name, sum]) => [name, formatDollars(sum)]));
}
