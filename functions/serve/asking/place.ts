/** Where a request comes to while a canary is under way. */
import { recordedKey, stickyDraw } from '../../../core/canary/routing';
import { armOf } from '../../../core/production';
import type { Production } from '../../../schemas/generated/types';

/** As columns of landfall.predictions. */
export interface Place {
  rollout: string;
  step: number;
  arm: 'control' | 'canary';
  /** Of an answer that is not shown. */
  shadow: boolean;
  key: string;
  draw: number;
}

/** @param user the same user comes to the same arm always, and stays with the canary as its share grows */
export function placeOf(production: Production, { run, step }: NonNullable<Production['canary']>, user: string): Place {
  const draw = stickyDraw(user, run);
  const arm = armOf(production, draw) === production.serving[0] ? 'control' : 'canary';
  return { rollout: run, step, arm, shadow: false, key: recordedKey(user, run), draw };
}

/** In a step of no share the canary answers beside production, and nobody sees it. */
export const isShadowed = ({ steps, step }: NonNullable<Production['canary']>): boolean => steps[step] === 0;
