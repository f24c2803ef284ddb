/** That what a pipeline tunes can be tuned: its candidates fit their bases, each other, the search and whoever tunes them. */
import type { BaseModel } from '../catalog';
import { isPreference, usualSettings } from '../core/candidates';
import type { PipelineSpec } from '../schemas/generated/types';
import { judgeBase, type Site } from '../core/bases';
import { namedBasesOf } from './candidates';
import { expandCandidates, foreignSettings } from './grid';
import type { ValuePath } from './source-file';

export type Complain = (path: ValuePath, reason: string) => void;

export interface Places {
  catalog: Record<string, BaseModel>;
  deployment: Site;
}

export function checkTuning(spec: PipelineSpec, places: Places, complain: Complain): void {
  checkCandidates(spec, places, complain);
  checkCheckpoints(spec, complain);
  checkSearch(spec, places.catalog, complain);
  checkProviders(spec, places.catalog, complain);
}

/** Entries say nothing that their kind has no use for, and come to candidates with names of their own that their bases take. */
function checkCandidates(spec: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  const { candidates, notes } = expandCandidates(spec);
  for (const { path, reason } of notes) complain(path, reason);
  for (const [index, entry] of spec.tuning.candidates.entries()) {
    const path = ['tuning', 'candidates', index];
    for (const setting of foreignSettings[entry.kind])
      if (entry[setting] !== undefined)
        complain([...path, setting], `${entry.id} is a ${entry.kind} candidate, which has no ${setting}`);
    const own = [entry.adapterSize ?? []].flat();
    const bases = [entry.base].flat().flatMap((id) => catalog[id] ?? []);
    for (const base of bases) {
      if (entry.kind !== 'tuned' || judgeBase(base, catalog, deployment).standing === 'unfit') continue;
      const complainOf = (setting: string, reason: string) => complain([...path, setting], reason);
      if (base.openWeights) checkOpen(base.id, entry, complainOf);
      checkPreference(base, entry, catalog, complainOf);
      if (base.adapterSizes.length === 0) {
        if (own.length > 0)
          complain([...path, 'adapterSize'], `the adapter size of ${base.id} is its provider's to choose`);
        continue;
      }
      const illegal = (own.length > 0 ? own : [usualSettings.adapterSize]).filter(
        (size) => !base.adapterSizes.includes(size),
      );
      if (illegal.length > 0)
        complain(
          [...path, 'adapterSize'],
          `${base.id} is tuned with adapter sizes ${base.adapterSizes.join(', ')}, not ${illegal.join(', ')}`,
        );
    }
  }
  const ids = candidates.map(({ id }) => id);
  for (const id of new Set(ids.filter((each, place) => ids.indexOf(each) < place))) {
    const index = spec.tuning.candidates.findLastIndex((entry) => id.startsWith(entry.id));
    complain(['tuning', 'candidates', index, 'id'], `there are two candidates ${JSON.stringify(id)}`);
  }
}

/** Preferences are learnt by few bases, and told by a beta that nothing else has. */
function checkPreference(
  base: BaseModel,
  entry: PipelineSpec['tuning']['candidates'][number],
  catalog: Record<string, BaseModel>,
  complain: (setting: string, reason: string) => void,
): void {
  if (!isPreference(entry)) {
    if (entry.beta !== undefined)
      complain('beta', `${entry.id} learns no preferences: say method: preference beside beta`);
    return;
  }
  if (base.preferenceTuning) return;
  const able = Object.values(catalog)
    .filter(({ provider, preferenceTuning }) => provider === base.provider && preferenceTuning)
    .map(({ id }) => id);
  const others = able.length > 0 ? `: take ${able.join(' or ')}, which does` : ', and no base of its provider does';
  const why = whyNoPreference[base.provider];
  complain('method', `${base.id} learns no preferences${why === undefined ? others : `: ${why}`}`);
}

const whyNoPreference: Record<string, string> = {
  'vertex-open': 'Vertex AI tunes open weights by targets alone',
  'openai-compatible':
    "Landfall does not offer OpenAI's preference tuning, which is closed to all from 6 January 2027 as its other self-serve tuning is",
};

/** Vertex AI tunes open weights at a rate of its own, and was seen to tell no loss on a validation split. */
function checkOpen(
  base: string,
  { learningRateMultiplier, checkpoints }: PipelineSpec['tuning']['candidates'][number],
  complain: (setting: string, reason: string) => void,
): void {
  if (learningRateMultiplier !== undefined)
    complain('learningRateMultiplier', `the rate at which ${base} learns is its provider's to choose`);
  if (checkpoints === 'best')
    complain(
      'checkpoints',
      `the best checkpoint is told by the loss on a validation split, which the tuner of ${base} was seen to keep to itself: take last, or all`,
    );
}

/** The best checkpoint is the one of the lowest loss on a validation split. */
function checkCheckpoints({ tuning, training }: PipelineSpec, complain: Complain): void {
  if (hasValidation(training)) return;
  for (const [index, { id, checkpoints }] of tuning.candidates.entries())
    if (checkpoints === 'best')
      complain(
        ['tuning', 'candidates', index, 'checkpoints'],
        `the best checkpoint of ${id} is told by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1`,
      );
}

const hasValidation = ({ split: { column, validationShare } }: PipelineSpec['training']): boolean =>
  column !== undefined || validationShare > 0;

/** Halving ranks candidates by what the tuner measures on a validation split, rung by rung of the epochs that all have. */
function checkSearch(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const { tuning, training } = spec;
  if (tuning.strategy !== 'halving') return;
  if (!hasValidation(training))
    complain(
      ['tuning', 'strategy'],
      'halving decides by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1',
    );
  for (const { base, path, purpose } of namedBasesOf(spec))
    if (purpose === 'tuning' && catalog[base]?.openWeights)
      complain(
        path,
        `halving decides by the loss on a validation split, which the tuner of ${base} was seen to keep to itself: take strategy: all`,
      );
  const tuned = expandCandidates(spec).candidates.filter((each) => each.kind === 'tuned');
  // The losses of both are told, and those of preferences go by beta.
  const measures = new Set(tuned.map((each) => (isPreference(each) ? `beta ${each.beta}` : 'targets')));
  if (measures.size > 1)
    complain(
      ['tuning', 'strategy'],
      `halving compares losses, and those of ${[...measures].join(', of ')} are not of the same thing: give all candidates the same method and beta, or take strategy: all`,
    );
  const epochs = [...new Set(tuned.map((each) => each.epochs))].toSorted((a, b) => a - b);
  if (epochs.length > 1)
    complain(
      ['tuning', 'strategy'],
      `halving goes through the epochs of all candidates together, and they have ${epochs.join(', ')}: give all the same`,
    );
}

/** Who is asked for a model: one of several services that speak alike, by its own name. */
const providerOf = (model?: BaseModel): string | undefined => model?.service?.name ?? model?.provider;

/** A run trains all of its candidates in one place, with one form of its files; what is asked as it is may be anywhere. */
function checkProviders(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const tuned = namedBasesOf(spec).filter(({ purpose }) => purpose === 'tuning');
  const first = tuned.map(({ base }) => providerOf(catalog[base])).find(Boolean);
  for (const { base, path } of tuned) {
    const provider = providerOf(catalog[base]);
    if (provider === undefined || provider === first) continue;
    complain(
      path,
      `${base} is of ${provider}, and the candidates tuned before it of ${first}: all that are tuned are of one provider`,
    );
  }
}
