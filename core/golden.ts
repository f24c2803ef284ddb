/** When the model in production is asked held-out examples again, and how sure a worse answer has to be. */
import type { Golden, GoldenEvaluation, GoldenSpec, Probes, Production } from '../schemas/generated/types';

const day = 86_400_000;

/** Older ones are forgotten. */
const kept = 100;

/** So long after the deployment, or the last time; and at once when it was noticed that another model answers. */
export function isGoldenDue(
  { everyDays }: GoldenSpec,
  { evaluations }: Golden,
  { run, deployedAt }: Pick<Production, 'run' | 'deployedAt'>,
  { changes = [] }: Partial<Probes>,
  now: Date,
): boolean {
  const last = evaluations.findLast((each) => each.run === run)?.at ?? deployedAt;
  const hasChanged = changes.some(({ at }) => at > last);
  return hasChanged || now.getTime() - Date.parse(last) >= everyDays * day;
}

/** So that a model that is as it was is called worse once in a thousand days, or less often. */
export const goldenLevel = ({ everyDays }: GoldenSpec): number => everyDays / 1000;

export const withEvaluation = (golden: Golden, evaluation: GoldenEvaluation): Golden => ({
  ...golden,
  evaluations: [...golden.evaluations, evaluation].slice(-kept),
});
