/** The bases of a pipeline's candidates: which of them end soon, and what takes the place of those that have ended. */
import type { BaseModel } from '../catalog';
import type { PipelineSpec } from '../schemas/generated/types';
import { judgeBase, successorOf, type Deployment } from './bases';
import type { ValuePath } from './source-file';

/** Something to be said of one value of pipeline.yaml. */
export interface Note {
  path: ValuePath;
  reason: string;
}

type Catalog = Record<string, BaseModel>;

const baseOf = (index: number): ValuePath => ['tuning', 'candidates', index, 'base'];

/** A note on each candidate whose base ends soon. */
export function closingBases({ tuning }: PipelineSpec, catalog: Catalog, deployment: Deployment): Note[] {
  return tuning.candidates.flatMap(({ base }, index) => {
    const model = catalog[base];
    const { standing, reason } = model ? judgeBase(model, catalog, deployment) : { standing: 'unfit', reason: '' };
    return standing === 'closing' ? [{ path: baseOf(index), reason }] : [];
  });
}

/** The pipeline with a successor in place of each base that has ended, where there is one, and a note on each of these. */
export function replaceRetired(
  spec: PipelineSpec,
  catalog: Catalog,
  deployment: Deployment,
): { spec: PipelineSpec; notes: Note[] } {
  const notes: Note[] = [];
  const candidates = spec.tuning.candidates.map((candidate, index) => {
    const model = catalog[candidate.base];
    if (!model || judgeBase(model, catalog, deployment).standing !== 'closed') return candidate;
    const successor = successorOf(model, catalog, deployment);
    if (!successor) return candidate;
    const what = successor.isLocal ? `${successor.id}, a model of the local cloud alone` : successor.id;
    notes.push({ path: baseOf(index), reason: `${model.id} is past its date: goes on with ${what}` });
    return { ...candidate, base: successor.id };
  });
  return { spec: { ...spec, tuning: { ...spec.tuning, candidates } }, notes };
}
