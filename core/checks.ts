/** What a pipeline's rules make of what was measured, and whether the run goes on. */
import type { Check } from '../schemas/generated/types';
import { PermanentError } from './errors';
import { amount } from './wording';

/** As in validation.checks of pipeline.yaml. */
export interface Rule {
  level: 'fail' | 'warn' | 'off';
  threshold: number;
}

export type ActiveRule = Rule & { level: 'fail' | 'warn' };

export const isOn = (rule: Rule): rule is ActiveRule => rule.level !== 'off';

/** A check but for what the rule says of it. */
export type Measurement = Omit<Check, 'level' | 'threshold' | 'outcome' | 'rows'> & {
  rows?: Check['rows'];
};

/** A minimum fails (or warns) when it is not reached, a maximum when it is exceeded; what was not measured passes. */
export function judge({ level, threshold }: ActiveRule, measurement: Measurement): Check {
  const { rows = [], bound, ...found } = measurement;
  const { measured } = found;
  const isBroken = measured !== null && (bound === 'minimum' ? measured < threshold : measured > threshold);
  const outcome = !isBroken ? 'passed' : level === 'fail' ? 'failed' : 'warned';
  return { ...found, level, threshold, ...(bound && { bound }), outcome, rows };
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

/** What the rule allows, in words. */
const allowance = ({ bound, threshold, unit }: Check): string =>
  `the pipeline ${bound === 'minimum' ? 'asks for at least' : 'allows at most'} ${amount(threshold, unit)}`;
