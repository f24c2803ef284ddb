/** What was found, in figures and in words: one function per check of validation.checks. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import type { Measurement } from '../../../core/checks';
import { plural, portion, shown, thousands } from '../../../core/wording';
import type { Finding, FoundRow } from './findings';

type Rows = Measurement['rows'];

/** A text of an example as a report shows it. */
const text = (value: string | undefined): string => (value ? shown(value) : '(a text with personal data)');

const similarity = (value: string | undefined): string => `${Math.round(Number(value) * 100)} % alike`;

const rowsOf = ({ rows }: Finding, what: (facts: string[]) => string): Rows =>
  rows.map(({ key, origin, facts }: FoundRow) => ({ where: key, ...(origin && { origin }), what: what(facts) }));

/** A check that measures the share of the examples concerned. */
function share(finding: Finding, what: string, rows: Rows): Measurement {
  const { name, count, total } = finding;
  return {
    name,
    unit: 'share',
    measured: total > 0 ? count / total : null,
    count,
    total,
    reason: total > 0 ? `${portion(count, total, 'example')} ${what}` : 'there is no example to look at',
    rows,
  };
}

export const measureMinimum = ({ name, count, total }: Finding): Measurement => ({
  name,
  unit: 'examples',
  measured: count,
  count,
  total,
  reason: `${thousands(count)} of ${plural(total, 'selected example')} are left to train on and to hold out`,
});

export const measureExactDuplicates = (finding: Finding): Measurement =>
  share(
    finding,
    'are equal to another in prompt and target, and left out',
    rowsOf(finding, ([prompt, target]) => `prompt ${text(prompt)}, target ${text(target)}`),
  );

export function measureNearDuplicates(finding: Finding): Measurement {
  const { withAnotherTarget: unlike = 0 } = finding.details;
  const found = share(
    finding,
    `are nearly the same as another${unlike > 0 ? `, ${thousands(unlike)} of them with another target` : ''}`,
    rowsOf(
      finding,
      ([prompt, near, key, alike]) => `prompt ${text(prompt)} and ${text(near)} of ${key}, ${similarity(alike)}`,
    ),
  );
  return { ...found, details: finding.details };
}

export const measureConflicts = (finding: Finding): Measurement =>
  share(
    finding,
    'have a prompt with another target elsewhere',
    rowsOf(
      finding,
      ([prompt, one, other]) => `prompt ${text(prompt)} with target ${text(one)} and with ${text(other)}`,
    ),
  );

export const measureTargetLength = (finding: Finding, { maxOutputTokens }: PipelineSpec['generation']): Measurement =>
  share(
    finding,
    `have a target of more than generation.maxOutputTokens (${maxOutputTokens}) tokens, by estimate`,
    rowsOf(finding, ([target, tokens]) => `target ${text(target)} of about ${tokens} tokens`),
  );

/** Among the examples whose language is told; und is the code of those where it is not. */
export function measureLanguages(finding: Finding): Measurement {
  const { und: untold = 0, ...told } = finding.details;
  const [main, ...others] = Object.entries(told).toSorted(([, m], [, n]) => n - m);
  const more = untold > 0 ? `; of ${thousands(untold)} it cannot be told` : '';
  if (!main) return { ...share(finding, '', []), measured: null, reason: `no language is told${more}` };
  const list = others.slice(0, 5).map(([language, count]) => `${language} ${thousands(count)}`);
  const which = list.length > 0 ? `: ${list.join(', ')}${others.length > 5 ? ', …' : ''}` : '';
  const found = share(
    finding,
    `whose language is told are not in the main one, ${main[0]}${which}${more}`,
    rowsOf(finding, ([prompt, language]) => `prompt ${text(prompt)}, which seems to be ${language}`),
  );
  return { ...found, details: finding.details };
}

export function measureLeakage(finding: Finding): Measurement {
  const left = finding.details['trainingExamplesLeftOut'] ?? 0;
  const found = share(
    finding,
    `held out have a prompt that was also, or nearly, among the training examples, of which ${thousands(left)} are left out`,
    rowsOf(
      finding,
      ([prompt, trained, key, alike]) => `prompt ${text(prompt)} and ${text(trained)} of ${key}, ${similarity(alike)}`,
    ),
  );
  return { ...found, details: finding.details };
}

type Policy = PipelineSpec['validation']['personalData']['policy'];

const outcomes: Record<Policy, string> = {
  quarantine: ', and are put aside',
  redact: ', which is replaced by tokens',
  warn: '',
  fail: '',
  off: '',
};

export function measurePersonalData(finding: Finding, policy: Policy): Measurement {
  const kinds = Object.entries(finding.details).map(([kind, count]) => `${kind} ${thousands(count)}`);
  const found = share(
    finding,
    `have personal data or secrets${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}${finding.count > 0 ? outcomes[policy] : ''}`,
    rowsOf(finding, ([masked]) => `${masked}`),
  );
  return { ...found, details: finding.details };
}
