/** When the model of a run was in production: from what deployed it, or went back to it, to what came after. */

export interface Period {
  /** ISO 8601. */
  since: string;
  /** Absent while it is in production. */
  until?: string;
}

/** From `at` on the model of the run is in production. */
export interface Change {
  run: string;
  at: string;
}

/** By run, the oldest first. @param changes every deployment, and every going back to a run, in any order */
export function productionPeriods(changes: Change[]): Map<string, Period[]> {
  const inOrder = changes.toSorted((a, b) => a.at.localeCompare(b.at));
  const periods = new Map<string, Period[]>();
  for (const [place, { run, at }] of inOrder.entries()) {
    const until = inOrder[place + 1]?.at;
    periods.set(run, [...(periods.get(run) ?? []), { since: at, ...(until !== undefined && { until }) }]);
  }
  return periods;
}
