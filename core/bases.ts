/** Which base models can be built on, in a region and on a day: what is closed or elsewhere, with what to take instead. */
import type { BaseModel } from '../catalog';
import { stateOf, type Action, type LifecycleState } from '../catalog/lifecycle';
import type { ModelService } from '../catalog/services';
import { nearestLocation } from './vertex-locations';

/** Where and when models are to be tuned. */
export interface Site {
  /** Region of the tuning jobs, such as `us-central1`. */
  region: string;
  on: Date;
  /** Bases that only the local cloud has may be named, and answer for the others. */
  localModels?: boolean;
}

export interface Judgement {
  /** `closing` within `noticeDays`; `closed` when its last day is over; `unfit` when it never could be tuned there. */
  standing: 'open' | 'closing' | 'closed' | 'unfit';
  /** A sentence that begins with the model's name. */
  reason: string;
}

/**
 * Days before its end from which on a base is warned of. Half of 529 announced ends came 117 days ahead or less
 * (mnfst/modeldeprecations.dev, read on 2026-11-28), and a new base takes a quarter to try.
 */
const noticeDays = 120;

type Catalog = Record<string, BaseModel>;

/** What a base is wanted for: to be tuned, and what was tuned be asked; or to be asked as it is. */
export type Purpose = 'tuning' | 'answers';

/** Where nothing is wrong the reason says until when; otherwise it ends with the base to take instead. */
export function judgeBase(base: BaseModel, catalog: Catalog, deployment: Site, purpose: Purpose = 'tuning'): Judgement {
  const { standing, reason } = judgeAlone(base, deployment, purpose);
  if (standing === 'open') return { standing, reason };
  if (purpose === 'tuning' && base.service?.tunes === false)
    return { standing, reason: `${reason}; ask it as it is, in a candidate of kind: prompted` };
  return { standing, reason: `${reason}; ${insteadOf(base, catalog, deployment, purpose)}` };
}

/**
 * Those that a pipeline may name: providers' before the local cloud's, and of these the one first that lives longest; last what needs a
 * machine of its own, which nobody is to have unasked.
 */
export function usableBases(catalog: Catalog, deployment: Site, purpose: Purpose = 'tuning'): BaseModel[] {
  const daysLeft = (base: BaseModel): number =>
    firstEnd(base, deployment, purpose)?.daysLeft ?? Number.MAX_SAFE_INTEGER;
  return Object.values(catalog)
    .filter((base) => ['open', 'closing'].includes(judgeAlone(base, deployment, purpose).standing))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || daysLeft(b) - daysLeft(a));
}

/** Of the local ones the fast one comes first, that stands in for others. */
function rankOf({ isLocal, standsInFor, openWeights }: BaseModel): number {
  if (openWeights) return 3;
  if (!isLocal) return 0;
  return standsInFor ? 1 : 2;
}

const whyNotTuned = ({ title, whyNot, provenance: { tunes } }: ModelService): string =>
  `${title} ${whyNot ?? "does not tune through OpenAI's API"} (${tunes.source}, read on ${tunes.asOf})`;

/** A model's name without its version: gemini-3.5-flash-lite and gemini-3.1-flash-lite are of one tier of one family. */
const tierOf = ({ id }: BaseModel): string =>
  id
    .split('-')
    .filter((word) => !/^v?\d/.test(word))
    .join('-');

/** Of the same provider and service, so that another key, another form of files and another bill are not needed. */
const isOfSameService = (a: BaseModel, b: BaseModel): boolean =>
  a.id !== b.id && a.provider === b.provider && a.service?.name === b.service?.name;

/** Models that may take a base's place without a person's choice: those that its provider names, then newer ones of its tier. */
export function successorsOf(base: BaseModel, catalog: Catalog): BaseModel[] {
  const named = base.successors.flatMap((id) => catalog[id] ?? []);
  const ofTier = Object.values(catalog).filter(
    (other) => isOfSameService(base, other) && tierOf(other) === tierOf(base) && lastTuned(other) > lastTuned(base),
  );
  return [...new Set([...named, ...ofTier])];
}

/** The last day that is published for tuning, or else for its answers; one without any is newest. */
const lastTuned = ({ lifecycle }: BaseModel): string => {
  const last = (action: Action) =>
    lifecycle
      .flatMap((date) => (date.action === action ? [date.closesOn] : []))
      .toSorted()
      .at(-1);
  return last('tuning') ?? last('inference') ?? '9999-12-31';
};

/**
 * What to take instead, of the same provider and service: the first of `successorsOf` that is usable, of a tier the one that lives
 * longest; or else any usable one. None that ends before the base itself.
 */
export function successorOf(
  base: BaseModel,
  catalog: Catalog,
  deployment: Site,
  purpose: Purpose = 'tuning',
): BaseModel | undefined {
  const own = firstEnd(base, deployment, purpose)?.daysLeft ?? -Infinity;
  const outlives = (other: BaseModel) => (firstEnd(other, deployment, purpose)?.daysLeft ?? Infinity) > own;
  const usable = usableBases(catalog, deployment, purpose).filter(
    (other) => isOfSameService(base, other) && outlives(other),
  );
  const likely = successorsOf(base, catalog);
  const isNamed = ({ id }: BaseModel) => base.successors.includes(id);
  return (
    likely.filter(isNamed).find((other) => usable.includes(other)) ??
    usable.find((other) => likely.includes(other)) ??
    usable[0]
  );
}

function judgeAlone(base: BaseModel, deployment: Site, purpose: Purpose): Judgement {
  const { region, localModels } = deployment;
  const isForTuning = purpose === 'tuning';
  const unfit = (why: string): Judgement => ({ standing: 'unfit', reason: `${base.id} ${why}` });
  if (isForTuning && base.service?.tunes === false) return unfit(`cannot be tuned: ${whyNotTuned(base.service)}`);
  if (isForTuning && !base.tunable) return unfit('cannot be tuned');
  if (base.isLocal && !localModels) return unfit('is a model of the local cloud alone');
  if (isForTuning && !nearestLocation(base.tuningRegions, region)) {
    return unfit(`is not tuned in ${region}, only in ${base.tuningRegions.join(' and ')}`);
  }
  if (!isForTuning && !nearestLocation(base.servingLocations, region)) {
    return unfit(`answers nowhere near ${region}, only in ${base.servingLocations.join(' and ')}`);
  }
  const end = firstEnd(base, deployment, purpose);
  if (!end?.date) return { standing: 'open', reason: `${base.id} has no end that is known` };
  const { closesOn, orLater, source, asOf } = end.date;
  const known = `${closesOn}${orLater ? ' at least' : ''} (${source}, read on ${asOf})`;
  if (end.state === 'closed') {
    const over = orLater
      ? `was promised for ${end.action} until ${known}, and no later day is known`
      : `is closed to ${end.action} since ${known}`;
    return { standing: 'closed', reason: `${base.id} ${over}` };
  }
  const standing = end.daysLeft! <= noticeDays ? 'closing' : 'open';
  return { standing, reason: `${base.id} is open to ${end.action} until ${known}` };
}

/** Where it is done for a deployment: tuned, or asked for answers; the region itself where that is nowhere near. */
export function locationOf(
  base: BaseModel,
  action: Action,
  { region }: Pick<Site, 'region'>,
  purpose: Purpose,
): string {
  const answers = purpose === 'tuning' ? base.tunedServingLocations : base.servingLocations;
  return nearestLocation(action === 'tuning' ? base.tuningRegions : answers, region) ?? region;
}

/** How it stands with one of them there. */
export const stateAt = (base: BaseModel, action: Action, site: Site, purpose: Purpose): LifecycleState =>
  stateOf(base, { action, location: locationOf(base, action, site, purpose), on: site.on });

/** Whichever comes first: no more tuning, or no more answers of what was tuned. */
function firstEnd(base: BaseModel, site: Site, purpose: Purpose): (LifecycleState & { action: string }) | undefined {
  return (purpose === 'tuning' ? (['tuning', 'inference'] as const) : (['inference'] as const))
    .map((action) => ({ action, ...stateAt(base, action, site, purpose) }))
    .filter(({ date }) => date)
    .toSorted((a, b) => a.daysLeft! - b.daysLeft!)[0];
}

function insteadOf(base: BaseModel, catalog: Catalog, deployment: Site, purpose: Purpose): string {
  const { region, on } = deployment;
  const does = purpose === 'tuning' ? `is tuned in ${region}` : `answers from ${region}`;
  const successor = successorOf(base, catalog, deployment, purpose);
  if (successor && !successor.isLocal) return `take ${successor.id}, which ${does}`;
  const none = `the catalog has no other base that ${does} on ${on.toISOString().slice(0, 10)}`;
  return successor ? `${none}; the local cloud alone has ${successor.id}` : none;
}
