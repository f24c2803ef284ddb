/** How long the model before production is kept deployed, so that one can go back to it. */
import type { Production } from '../../schemas/generated/types';
import { withoutPrevious } from './rollout';

const day = 24 * 3_600_000;

/** @param since when it was replaced, ISO 8601 */
export const keptUntil = (since: string, days: number): Date => new Date(Date.parse(since) + days * day);

/** Production without the model before it, once that has been kept for so many days; undefined before, and when there is none. */
export const afterRetention = (production: Production, days: number, now: Date): Production | undefined =>
  production.previous && now >= keptUntil(production.deployedAt, days) ? withoutPrevious(production) : undefined;
