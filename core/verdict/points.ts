/** Differences of shares in points, as they are said: a point is a hundredth. */

/** 0.0523 → 5.2, to a tenth; never -0. */
export const inPoints = (share: number): number => Number((share * 100).toFixed(1)) || 0;

/** The same where less room is: whole points from ten on. */
export const inRoundPoints = (share: number): number =>
  Math.abs(inPoints(share)) < 10 ? inPoints(share) : Math.round(share * 100);

/** +5.2, -5.2, 0 */
export const withSign = (points: number): string => (points > 0 ? `+${points}` : String(points));
