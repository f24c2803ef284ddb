/** What a pipeline's rules make of what was measured, and whether the run goes on. */
import type { Check } from '../schemas/generated/types';
import { PermanentError } from './errors';
import { amount } from './wording';

/** As in validation.checks of pipeline.yaml. */
export interface Rule {
  level: 'fail' | 'warn' | 'off';
  threshold: number;
  /** Of a check that only warns: what is no longer a matter of a warning. */
  failAbove?: number;
}

export type ActiveRule = Rule & { level: 'fail' | 'warn' };

export const isOn = (rule: Rule): rule is ActiveRule => rule.level !== 'off';

/** A check but for what the rule says of it. */
export type Measurement = Omit<Check, 'level' | 'threshold' | 'failAbove' | 'outcome' | 'rows'> & {
  rows?: Check['rows'];
};

/** A minimum fails (or warns) when it is not reached, a maximum when it is exceeded; what was not measured passes. */
export function judge({ level, threshold, failAbove }: ActiveRule, measurement: Measurement): Check {
  const { rows = [], bound, ...found } = measurement;
  const { measured } = found;
  const isBroken = measured !== null && (bound === 'minimum' ? measured < threshold : measured > threshold);
  const isTooMuch = measured !== null && failAbove !== undefined && measured > failAbove;
  const outcome = isTooMuch || (isBroken && level === 'fail') ? 'failed' : isBroken ? 'warned' : 'passed';
  const rule = { level, threshold, ...(failAbove !== undefined && { failAbove }) };
  return { ...found, ...rule, ...(bound && { bound }), outcome, rows };
}

/** @throws PermanentError naming every failed check: what was found, what is allowed, and the first row concerned. */
export function stopOnFailure(checks: Check[], { fix }: { fix?: string } = {}): void {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return;
  const complaints = failed.map((check) => `${titleOf(check)}: ${check.reason}; ${allowance(check)}`);
  const message =
    complaints.length === 1 ? complaints[0]! : `${complaints.length} checks failed. ${complaints.join('. ')}`;
  const [first] = failed.flatMap(({ rows }) => rows);
  throw new PermanentError(message, { where: first && `${first.where}: ${first.what}`, fix });
}

/** uniqueness of emails */
export const titleOf = ({ name, subject }: Pick<Check, 'name' | 'subject'>): string =>
  subject === undefined ? name : `${name} of ${subject}`;

/** The limit that decided: a check that should only warn has failed by the other one. */
export const limitOf = ({ level, threshold, failAbove, outcome }: Check): number =>
  outcome === 'failed' && level === 'warn' ? (failAbove ?? threshold) : threshold;

/** What the rule allows, in words, and how to allow more where nobody may have written the limit. */
function allowance(check: Check): string {
  const { name, bound, unit, level } = check;
  const limit = amount(limitOf(check), unit);
  if (bound === 'minimum') return `the pipeline asks for at least ${limit}`;
  const most = limitOf(check) === 0 ? 'none' : `at most ${limit}`;
  const unlessMeant = level === 'warn' ? `, unless validation.checks has ${name}: { level: warn }` : '';
  return `the pipeline allows ${most}${unlessMeant}`;
}
