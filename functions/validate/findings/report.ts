/** What validate says of a run: its report, and the event that carries the staged sources on. */
import type {
  Check,
  Configuration,
  EventData,
  Run,
  StagedObject,
  ValidationReport,
} from '../../../schemas/generated/types';
import type { Sources } from '../../shared/warehouse/sources';

type Validated = EventData['landfall.dataset.validated.v1'];

/** Every source of the pipeline, one that the batch lacks without objects. */
export function sourcesOf({ pipeline }: Configuration, staged: StagedObject[]): Sources {
  return Object.keys(pipeline.sources).map((source) => {
    const objects = staged.filter((object) => object.source === source);
    return {
      source,
      objects: objects.map(({ uri, generation, key, digest, table, cleanUri, rows, quarantined, quarantineUri }) => {
        const quarantine = quarantineUri === undefined ? {} : { quarantineUri };
        return { uri, generation, key, digest, table, cleanUri, rows, quarantined, ...quarantine };
      }),
      ...totals(objects),
    };
  });
}

function totals(objects: { rows: number; quarantined: number }[]) {
  const total = (member: 'rows' | 'quarantined') => objects.reduce((sum, object) => sum + object[member], 0);
  return { rows: total('rows'), quarantined: total('quarantined') };
}

export function validatedEvent({ pipeline, run }: Run, sources: Sources, reportUri: string): Validated {
  return { pipeline, run, sources, ...totals(sources), reportUri };
}

export function reportOf(
  { pipeline, run }: Run,
  createdAt: string,
  objects: StagedObject[],
  checks: Check[],
): ValidationReport {
  return { pipeline, run, stage: 'validate', createdAt, objects, checks };
}
