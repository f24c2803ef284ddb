/** What a statement found about examples, in figures and in words; of a check that needs few, they are in its own line of the table. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import type { Measurement } from '../../../core/checks';
import { plural, portion, shown, thousands } from '../../../core/wording';
import type { Finding } from './findings';

export type Figures = Omit<Measurement, 'name' | 'bound'>;

/** A text of an example as a report shows it. */
export const text = (value: string | undefined): string => (value ? shown(value) : '(a text with personal data)');

const similarity = (value: string | undefined): string => `${Math.round(Number(value) * 100)} % alike`;

/**
 * The share of the examples concerned.
 * @param what after "4 of 1,189 examples (0.34 %)"
 * @param row of a found example's facts, in words
 */
export function share({ count, total, rows }: Finding, what: string, row: (facts: string[]) => string): Figures {
  return {
    unit: 'share',
    measured: total > 0 ? count / total : null,
    count,
    total,
    reason: total > 0 ? `${portion(count, total, 'example')} ${what}` : 'there is no example to look at',
    rows: rows.map(({ key, origin, facts }) => ({ where: key, ...(origin && { origin }), what: row(facts) })),
  };
}

export function nearDuplicates(finding: Finding): Figures {
  const { withAnotherTarget: unlike = 0 } = finding.details;
  const more = unlike > 0 ? `, ${thousands(unlike)} of them with another target` : '';
  return { ...share(finding, `are nearly the same as another${more}`, alike), details: finding.details };
}

export function leakage(finding: Finding): Figures {
  const left = thousands(finding.details['trainingExamplesLeftOut'] ?? 0);
  const groups = finding.details['groupsOnBothSides'] ?? 0;
  const both =
    groups > 0
      ? `; ${plural(groups, 'group')} of group_key ${groups === 1 ? 'stands' : 'stand'} on both sides, as the column says`
      : '';
  const what = `held out have a prompt that was also, or nearly, among the training examples, of which ${left} are left out${both}`;
  return { ...share(finding, what, alike), details: finding.details };
}

const alike = ([prompt, other, key, likeness]: string[]) =>
  `prompt ${text(prompt)} and ${text(other)} of ${key}, ${similarity(likeness)}`;

/** Among the examples whose language is told; und is the code of those where it is not. */
export function languages(finding: Finding): Figures {
  const { und: untold = 0, ...told } = finding.details;
  const [main, ...others] = Object.entries(told).toSorted(([, m], [, n]) => n - m);
  const more = untold > 0 ? `; of ${thousands(untold)} it cannot be told` : '';
  if (!main) return { ...share(finding, '', () => ''), rows: [], measured: null, reason: `no language is told${more}` };
  const list = others.slice(0, 5).map(([language, count]) => `${language} ${thousands(count)}`);
  const which = list.length > 0 ? `: ${list.join(', ')}${others.length > 5 ? ', …' : ''}` : '';
  return {
    ...share(
      finding,
      `whose language is told are not in the main one, ${main[0]}${which}${more}`,
      ([prompt, language]) => `prompt ${text(prompt)}, which seems to be ${language}`,
    ),
    details: finding.details,
  };
}

type Policy = PipelineSpec['validation']['personalData']['policy'];

const outcomes: Record<Policy, string> = {
  quarantine: ', and are put aside',
  redact: ', which is replaced by tokens',
  warn: '',
  fail: '',
  off: '',
};

export function personalData(finding: Finding, policy: Policy): Figures {
  const kinds = Object.entries(finding.details).map(([kind, count]) => `${kind} ${thousands(count)}`);
  const list = kinds.length > 0 ? ` (${kinds.join(', ')})` : '';
  const what = `have personal data or secrets${list}${finding.count > 0 ? outcomes[policy] : ''}`;
  return { ...share(finding, what, ([masked]) => `${masked}`), details: finding.details };
}
