/** What breaks when: each model that pipelines stand on, by location and by what is done with it, with its end and its successor. */
import type { BaseModel } from '../../catalog';
import type { EmbeddingModel } from '../../catalog/embeddings';
import { stateOf, type Action, type LifecycleDate } from '../../catalog/lifecycle';
import { locationOf, successorOf, type Site } from '../../core/bases';
import { plannedOn } from '../../core/retirement/schedule';
import { nearestLocation } from '../../core/vertex-locations';
import type { BaseUse } from './base-uses';

export interface LifecycleRow extends Partial<Omit<LifecycleDate, 'action'>> {
  pipeline: string;
  base: string;
  action: Action;
  location: string;
  /** unknown: no end is known, or the model is in no catalog. */
  state: 'open' | 'closed' | 'unknown';
  daysLeft?: number;
  /** What of the pipeline, in words: `lora-8, lora-16: cannot be tuned`. */
  breaks: string[];
  /** Of a base that answers: what may take its place, and on which day that is begun, YYYY-MM-DD. */
  successor?: string;
  plannedOn?: string;
}

export interface Models {
  catalog: Record<string, BaseModel>;
  embeddingModels: Record<string, EmbeddingModel>;
}

/** The first to end comes first; what has no end, last. */
export function lifecycleRows(
  uses: { pipeline: string; use: BaseUse; alsoAt?: string[] }[],
  models: Models,
  site: Site,
): LifecycleRow[] {
  const found = new Map<string, { row: LifecycleRow; by: Map<string, Set<string>> }>();
  for (const { pipeline, use, alsoAt = [] } of uses) {
    for (const [action, breaks] of Object.entries(use.breaks) as [Action, string][]) {
      const own = ownLocation(use, action, models, site.region);
      for (const location of new Set([own, ...(action === 'inference' ? alsoAt : [])])) {
        const named = { pipeline, base: use.base, action, location };
        const key = JSON.stringify(named);
        const { row, by } = found.get(key) ?? {
          row: { ...named, ...stateIn(use, action, location, models, site), breaks: [] },
          by: new Map<string, Set<string>>(),
        };
        by.set(breaks, (by.get(breaks) ?? new Set()).add(use.by));
        found.set(key, { row, by });
      }
    }
  }
  return (
    [...found.values()]
      .map(({ row, by }) => ({ ...row, breaks: [...by].map(([what, who]) => `${[...who].join(', ')}: ${what}`) }))
      // That no price changes needs no line.
      .filter(({ action, state }) => action !== 'price' || state !== 'unknown')
      .toSorted((a, b) => (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity))
  );
}

function ownLocation({ base, purpose }: BaseUse, action: Action, models: Models, region: string): string {
  const model = models.catalog[base];
  if (model) return locationOf(model, action, { region }, purpose);
  return nearestLocation(models.embeddingModels[base]?.servingLocations ?? [], region) ?? region;
}

function stateIn({ base, purpose }: BaseUse, action: Action, location: string, models: Models, site: Site) {
  const model = models.catalog[base];
  const lifecycle = (model ?? models.embeddingModels[base])?.lifecycle ?? [];
  const { state, date, daysLeft } = stateOf({ lifecycle }, { action, location, on: site.on });
  if (!date) return { state: 'unknown' as const };
  const { action: _action, ...known } = date;
  const end = { state, daysLeft: daysLeft!, ...known };
  if (!model || action !== 'inference') return end;
  const successor = successorOf(model, models.catalog, site, purpose);
  return { ...end, plannedOn: plannedOn(date.closesOn), ...(successor && { successor: successor.id }) };
}
