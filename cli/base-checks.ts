/** What doctor says of base models: each that a pipeline names, and whether it can be tuned today. */
import type { BaseModel } from '../catalog';
import { judgeBase, type Site } from '../core/bases';

export interface BaseCheck {
  name: string;
  state: 'ok' | 'optional';
  found: string;
  fix?: string;
}

/** A base that ends takes away what is built on it and no more: the rest of Landfall runs. */
export function checkBases(
  named: Map<string, string[]>,
  catalog: Record<string, BaseModel>,
  deployment: Site,
): BaseCheck[] {
  return [...named].map(([id, pipelines]) => {
    const base = catalog[id];
    const { standing, reason } = base
      ? judgeBase(base, catalog, deployment)
      : { standing: 'unfit' as const, reason: `${id} is not in the catalog` };
    // Where something is to be done, the sentence ends with it.
    const [found = '', fix] = reason.split('; ');
    return {
      name: 'base model',
      state: standing === 'open' ? 'ok' : 'optional',
      found: `${found}: ${pipelines.join(', ')}`,
      fix:
        fix && `${fix}: tuning.candidates of ${pipelines.map((name) => `pipelines/${name}/pipeline.yaml`).join(', ')}`,
    };
  });
}
