/** The bases that a pipeline names: which of them end soon, and what takes the place of those that have ended. */
import type { BaseModel } from '../catalog';
import type { PipelineSpec } from '../schemas/generated/types';
import { chainBasesOf } from './chain/bases';
import { judgeBase, successorOf, type Site, type Purpose } from '../core/bases';
import type { ValuePath } from './source-file';

/** Something to be said of one value of pipeline.yaml. */
export interface Note {
  path: ValuePath;
  reason: string;
}

type Catalog = Record<string, BaseModel>;

/** A base that an entry names, alone or among others. */
interface Named {
  base: string;
  path: ValuePath;
  purpose: Purpose;
}

/** Every base that a candidate's entry names, with where it stands. */
export const namedBasesOf = ({ tuning }: Pick<PipelineSpec, 'tuning'>): Named[] =>
  tuning.candidates.flatMap(({ base, kind }, index) => {
    const path = ['tuning', 'candidates', index, 'base'];
    const purpose = kind === 'tuned' ? 'tuning' : 'answers';
    if (typeof base === 'string') return [{ base, path, purpose }];
    return base.map((each, place): Named => ({ base: each, path: [...path, place], purpose }));
  });

/** Every base that answers in production's place where that does not. */
export const fallBacksOf = ({ serving }: Pick<PipelineSpec, 'serving'>): Named[] =>
  Object.entries(serving.outcomes).flatMap(([outcome, steps]) =>
    steps.flatMap(({ fallBack }, index): Named[] =>
      fallBack === undefined
        ? []
        : [{ base: fallBack, path: ['serving', 'outcomes', outcome, index, 'fallBack'], purpose: 'answers' }],
    ),
  );

/** Those of candidates, those that a chain asks, and those that are fallen back to. */
export const allBasesOf = (spec: Pick<PipelineSpec, 'tuning' | 'serving'>): Named[] => [
  ...namedBasesOf(spec),
  ...chainBasesOf(spec),
  ...fallBacksOf(spec),
];

/** A note on each base that ends soon. */
export function closingBases(spec: PipelineSpec, catalog: Catalog, deployment: Site): Note[] {
  return allBasesOf(spec).flatMap(({ base, path, purpose }) => {
    const model = catalog[base];
    const { standing, reason } = model
      ? judgeBase(model, catalog, deployment, purpose)
      : { standing: 'unfit', reason: '' };
    return standing === 'closing' ? [{ path, reason }] : [];
  });
}

/** The pipeline with a successor in place of each base that has ended, where there is one, and a note on each of these. */
export function replaceRetired(
  spec: PipelineSpec,
  catalog: Catalog,
  deployment: Site,
): { spec: PipelineSpec; notes: Note[] } {
  const notes: Note[] = [];
  const goneOn = ({ base, path, purpose }: Named): string => {
    const model = catalog[base];
    if (!model || judgeBase(model, catalog, deployment, purpose).standing !== 'closed') return base;
    const successor = successorOf(model, catalog, deployment, purpose);
    if (!successor) return base;
    const what = successor.isLocal ? `${successor.id}, a model of the local cloud alone` : successor.id;
    notes.push({ path, reason: `${model.id} is past its date: goes on with ${what}` });
    return successor.id;
  };
  const candidates = spec.tuning.candidates.map((candidate, index) => {
    const bases = namedBasesOf(spec)
      .filter(({ path }) => path[2] === index)
      .map(goneOn);
    // Two may have the same successor.
    return { ...candidate, base: Array.isArray(candidate.base) ? [...new Set(bases)] : bases[0]! };
  });
  const replaced = structuredClone({ ...spec, tuning: { ...spec.tuning, candidates } });
  for (const named of chainBasesOf(spec)) put(replaced, named.path, goneOn(named));
  return { spec: replaced, notes };
}

function put(into: object, path: ValuePath, value: string): void {
  const last = path.at(-1)!;
  const holder = path.slice(0, -1).reduce((each, key) => (each as Record<string, object>)[key]!, into);
  Object.assign(holder, { [last]: value });
}
