/** Why what is in production is not what it could be by now: in words, from the ledger and the catalog alone. */
import { formatDay } from '../../core/quantities';
import { plural } from '../../core/wording';
import type { RetrainingRequest } from '../../schemas/generated/types';
import type { LifecycleRow } from '../pipelines/lifecycle';
import type { PipelineState } from '../pipelines/pipeline-states';

export interface Considered extends Pick<PipelineState, 'name' | 'production' | 'lastRun' | 'retraining'> {
  /** Digests of the pipeline's folder, as production's run was made with it, and as it is deployed now. */
  configurations: { production?: string; now?: string };
  /** The end of the base in production, where one is known. */
  ends?: LifecycleRow;
}

/** Each in a sentence without its stop; none where nothing is in production. */
export function staleReasons({ name, production, lastRun, retraining, configurations, ends }: Considered): string[] {
  if (!production) return [];
  const { production: then, now } = configurations;
  return [
    ...(lastRun && lastRun.run !== production.run ? [newerData(lastRun)] : []),
    ...(then !== undefined && now !== undefined && then !== now
      ? [`pipelines/${name} has changed since the run that made it`]
      : []),
    ...retraining.map(asked),
    ...(ends?.successor !== undefined ? [successor(ends)] : []),
  ];
}

const since: Record<NonNullable<PipelineState['lastRun']>['status'], string> = {
  running: 'is under way',
  deployed: 'was deployed, and gone back from',
  refused: 'was refused',
  failed: 'has failed',
  cancelled: 'was cancelled',
};

const newerData = ({ run, createdAt, status }: NonNullable<PipelineState['lastRun']>): string =>
  `there is a newer batch, of ${formatDay(createdAt)}: its run ${run} ${since[status]}`;

const asked = ({ request, cause, why, newExamples }: RetrainingRequest): string =>
  `${why}${newExamples && cause !== 'feedback' ? ` (${plural(newExamples, 'new example')})` : ''}: request ${request}`;

const successor = ({ base, closesOn, orLater, successor: next }: LifecycleRow): string =>
  `${base} ends on ${formatDay(closesOn!)}${orLater ? ' or later' : ''}, and has a successor: ${next}`;
