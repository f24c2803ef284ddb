/** When a base model can be used for what, and where: its published dates as states on a given day. */
import type { Provenance } from './provenance';

/**
 * `access`: a project that has not used it yet begins to. `tuning`: a tuning job is created. `inference`: it, or what was tuned on
 * it, answers. `price`: it costs what catalog/prices says; closed, it costs something else.
 */
export type Action = 'access' | 'tuning' | 'inference' | 'price';

/** What the provider distinguishes projects by: one that has used the model of late, one that never has, one that has not for long. */
export type ProjectUse = 'active' | 'new' | 'inactive';

/** One published date. */
export interface LifecycleDate extends Provenance {
  action: Action;
  /** First day, YYYY-MM-DD in UTC, on which it is refused. */
  closesOn: string;
  /** The provider promises the model at least until then, and has not said that it ends. */
  orLater?: true;
  /** Locations that it holds for; all when absent. A date that names the location outweighs one that names none. */
  locations?: string[];
  /** Projects that it holds for; all when absent. A date that names the use outweighs one that names none. */
  projects?: ProjectUse;
  /** Days without use that make a project `inactive`, where the provider says. */
  inactiveDays?: number;
}

export interface Asked {
  action: Action;
  location: string;
  on: Date;
  /** `active` unless told otherwise. */
  projects?: ProjectUse;
  /** Days since it was used last: from a date's `inactiveDays` on an active project is an inactive one. */
  idleDays?: number;
}

export interface LifecycleState {
  state: 'open' | 'closed';
  /** The date behind the state; undefined when none is known for it. */
  date?: LifecycleDate;
  /** Whole days until it closes; negative since it has; undefined without a date. */
  daysLeft?: number;
}

const actions: Action[] = ['access', 'tuning', 'inference', 'price'];

/** In the order in which a model ends: new access, tuning, inference; a price last. */
export const inOrder = (lifecycle: LifecycleDate[]): LifecycleDate[] =>
  lifecycle.toSorted((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action));

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** Of several dates that hold alike the earliest counts: what might be gone is not built on. */
export function stateOf(
  { lifecycle }: { lifecycle: LifecycleDate[] },
  { action, location, on, projects = 'active', idleDays = 0 }: Asked,
): LifecycleState {
  const isInactive = lifecycle.some((date) => date.action === action && idleDays >= (date.inactiveDays ?? Infinity));
  const use = projects === 'active' && isInactive ? 'inactive' : projects;
  const holding = lifecycle.filter(
    (date) => date.action === action && (date.locations?.includes(location) ?? true) && (date.projects ?? use) === use,
  );
  const weight = (date: LifecycleDate) => (date.locations ? 2 : 0) + (date.projects ? 1 : 0);
  const [date] = holding.toSorted((a, b) => weight(b) - weight(a) || (a.closesOn < b.closesOn ? -1 : 1));
  if (!date) return { state: 'open' };
  const daysLeft = Math.ceil((Date.parse(date.closesOn) - on.getTime()) / dayInMilliseconds);
  return { state: daysLeft > 0 ? 'open' : 'closed', date, daysLeft };
}
