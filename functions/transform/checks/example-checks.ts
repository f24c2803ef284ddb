/** Every check of examples, in the order of a report: how it is measured, and what was found in words. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import type { Measurement, Rule } from '../../../core/checks';
import type { Statement } from '../../../core/statement';
import { targetTokensPerFour } from '../../../core/token-ratios';
import { plural, thousands } from '../../../core/wording';
import type { TransformContext } from '../context';
import { measureShiftFromEarlier } from './earlier-version';
import type { Finding } from './findings';
import { countsOf } from './histogram';
import { measureLabelBalance } from './label-balance';
import type { Looked } from './looked-at';
import { languages, leakage, nearDuplicates, personalData, share, text, type Figures } from './measurements';
import { measureUnusedRows } from './unused-rows';

export type CheckName = keyof PipelineSpec['validation']['checks'] | 'personalData';

export type ExampleCheck = { name: CheckName; bound?: Measurement['bound'] } & (FoundCheck | CountedCheck);

/** A statement finds what is measured. */
interface FoundCheck {
  /** Of sql/. Its slots: examples (of shown-examples.sql), features, and what it reads. */
  file: string;
  /** Steps whose tables it reads: only the run that makes the version has them. */
  reads?: string[];
  params?(pipeline: PipelineSpec, looked: Looked): Statement['params'] | Promise<Statement['params']>;
  measure(finding: Finding, pipeline: PipelineSpec): Figures;
}

/** What is known of the version in any case is measured. */
interface CountedCheck {
  file?: undefined;
  reads?: undefined;
  measure(looked: Looked, context: TransformContext): Figures | Promise<Figures>;
}

export const exampleChecks: ExampleCheck[] = [
  { name: 'unusedRows', measure: measureUnusedRows },
  {
    name: 'minimumExamples',
    bound: 'minimum',
    file: 'checks/examples/minimum-examples.sql',
    measure: ({ count, total }) => ({
      unit: 'examples',
      measured: count,
      count,
      total,
      reason: `${thousands(count)} of ${plural(total, 'selected example')} are left to train on and to hold out`,
    }),
  },
  {
    name: 'exactDuplicates',
    file: 'checks/examples/exact-duplicates.sql',
    measure: (finding) =>
      share(
        finding,
        'are equal to another in prompt and target, and left out',
        ([prompt, target]) => `prompt ${text(prompt)}, target ${text(target)}`,
      ),
  },
  {
    name: 'nearDuplicates',
    file: 'checks/examples/near-duplicates.sql',
    reads: ['neighbours'],
    measure: nearDuplicates,
  },
  {
    name: 'conflictingTargets',
    file: 'checks/examples/conflicting-targets.sql',
    measure: (finding) =>
      share(
        finding,
        'have a prompt with another target elsewhere',
        ([prompt, one, other]) => `prompt ${text(prompt)} with target ${text(one)} and with ${text(other)}`,
      ),
  },
  { name: 'labelBalance', measure: async ({ histogram }) => measureLabelBalance(countsOf(await histogram, 'label')) },
  {
    name: 'targetLength',
    file: 'checks/examples/target-length.sql',
    params: async ({ generation }, { ratios }) => ({
      maximum_output_tokens: generation.maxOutputTokens,
      tokens_per_four: targetTokensPerFour(await ratios),
    }),
    measure: (finding, { generation: { maxOutputTokens: most } }) =>
      share(
        finding,
        `have a target of more than generation.maxOutputTokens (${most}) tokens, by estimate`,
        ([target, tokens]) => `target ${text(target)} of about ${tokens} tokens`,
      ),
  },
  { name: 'languageMix', file: 'checks/examples/language-mix.sql', measure: languages },
  { name: 'distributionShift', measure: measureShiftFromEarlier },
  { name: 'leakage', file: 'checks/examples/leakage.sql', reads: ['leaks', 'signatures'], measure: leakage },
  {
    name: 'personalData',
    file: 'checks/examples/personal-data.sql',
    reads: ['screened'],
    measure: (finding, { validation }) => personalData(finding, validation.personalData.policy),
  },
];

/** The pipeline's rule for a check. */
export function ruleOf({ name }: ExampleCheck, { validation }: PipelineSpec): Rule {
  // A run that began before there was such a check knows nothing of it.
  if (name !== 'personalData') return (validation.checks[name] as Rule | undefined) ?? { level: 'off', threshold: 0 };
  const { policy, threshold } = validation.personalData;
  // What is put aside or redacted is dealt with, however much it is; warn and fail speak up above the threshold.
  return policy === 'quarantine' || policy === 'redact'
    ? { level: 'warn', threshold: 1 }
    : { level: policy, threshold };
}
