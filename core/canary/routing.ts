/** Who comes to the canary: the same key always, and whoever came to it at a smaller share. */
import { createHash } from 'node:crypto';

/**
 * An even draw out of [0, 1) that a key always has in one rollout, for `armOf` of core/production.ts: the last arm takes the draws
 * from 1 - share on, so that a growing share only adds to it. @param rollout the canary's run: another rollout draws anew
 */
export const stickyDraw = (key: string, rollout: string): number => digestOf(key, rollout).readUIntBE(0, 6) / 2 ** 48;

/** What stands for a key on record, in hex: enough to tell keys apart, and in another rollout another. */
export const recordedKey = (key: string, rollout: string): string => digestOf(key, rollout).toString('hex');

/** Whether a key that came to the control before a step is drawn for in it: one that the canary has had tells nothing new. */
export const isDrawnFor = (draw: number, from: number): boolean => draw < 1 - from;

const digestOf = (key: string, rollout: string): Buffer => createHash('sha256').update(`${rollout}\n${key}`).digest();
