/** What the base models' tuning takes, checked before a tuning job is created: a job that breaks a rule fails after it is paid for. */
import type { BaseModel } from '../../../catalog';
import type { Check, PipelineSpec } from '../../../schemas/generated/types';
import { judge, type Measurement } from '../../../core/checks';
import { percent, plural, portion, thousands } from '../../../core/wording';
import { mostTokens } from '../../../core/tokens';
import type { Pairs } from '../version/pairs';
import type { SplitSizes } from './features';
import type { Finding } from './findings';
import { lengthOf } from './token-limits';

/** What a model's catalog entry says of tuning. */
export type TuningLimits = Pick<
  BaseModel,
  | 'id'
  | 'contextTokens'
  | 'tokensPerExample'
  | 'bytesPerToken'
  | 'trainingExamples'
  | 'trainingBytes'
  | 'validationExamples'
  | 'validationShare'
  | 'validationShareFrom'
> &
  Pick<BaseModel, 'answeredBy'>;

/** What is known of the examples of a version. */
export interface Measures {
  sizes: SplitSizes[];
  /** The longest examples, and how many are longer than a model reads, by `lengthOf` the model. */
  tokens: Map<string, Finding>;
  /** Of a training file, without its texts. */
  lineBytes: number;
}

type Pipeline = Pick<PipelineSpec, 'validation'>;

/**
 * Every rule of every model that the pipeline tunes, at level fail: no pipeline can allow what a service refuses. But examples
 * that are too long may be left out, and the check only says so.
 */
export function checkLimits(models: TuningLimits[], measures: Measures, { validation }: Pipeline): Check[] {
  return models.flatMap((model) => [
    checkLengths(model, measures.tokens.get(lengthOf(model)), validation.longExamples),
    ...rulesOf(model, measures).map(({ threshold, ...measurement }) =>
      judge({ level: 'fail', threshold }, { subject: model.id, ...measurement }),
    ),
  ]);
}

/** The same of pairs, of those models that learn preferences. */
export function checkPairLimits(
  models: TuningLimits[],
  { train, validation, bytes }: Pick<Pairs, 'train' | 'validation' | 'bytes'>,
  lineBytes: number,
): Check[] {
  const size = (split: 'train' | 'validation', examples: number): PairSize => ({
    split,
    count_examples: examples,
    text_bytes: bytes[split],
  });
  const sizes = [size('train', train), ...(validation > 0 ? [size('validation', validation)] : [])];
  return models.flatMap((model) =>
    rulesOf(model, { sizes, lineBytes: 2 * lineBytes }).map(({ threshold, ...measurement }) =>
      judge({ level: 'fail', threshold }, { subject: `${model.id}, in pairs`, ...measurement }),
    ),
  );
}

type PairSize = Pick<SplitSizes, 'split' | 'count_examples' | 'text_bytes'>;

type LimitRule = Measurement & { threshold: number };

function rulesOf(
  model: TuningLimits,
  { sizes, lineBytes }: Pick<Measures, 'lineBytes'> & { sizes: PairSize[] },
): LimitRule[] {
  const of = (split: SplitSizes['split']) => sizes.find((row) => row.split === split);
  const [train, validation] = [of('train')?.count_examples ?? 0, of('validation')?.count_examples ?? 0];
  const bytes = (of('train')?.text_bytes ?? 0) + train * lineBytes;
  const rules = [
    {
      ...asked('trainingExamples', train, model.trainingExamples, 'examples', train),
      reason: `${plural(train, 'example')} to train on`,
    },
    {
      ...asked('trainingBytes', bytes, model.trainingBytes, 'bytes', train),
      reason: `about ${thousands(bytes)} bytes to train on, as the texts and their JSON without escapes`,
    },
  ];
  if (validation === 0) return rules;
  const share = validation / train;
  const from = model.validationShareFrom;
  return [
    ...rules,
    {
      ...asked('validationExamples', validation, model.validationExamples, 'examples', validation),
      reason: `${plural(validation, 'example')} for the tuner to measure itself on`,
    },
    {
      ...asked('validationShare', validation > from ? share : null, model.validationShare, 'share', validation),
      reason:
        validation > from
          ? `the validation split is ${percent(share)} of the training split`
          : `a share is asked for only above ${plural(from, 'validation example')}`,
    },
  ];
}

const asked = (name: string, measured: number | null, threshold: number, unit: Check['unit'], total: number) => ({
  name,
  measured,
  threshold,
  unit,
  count: total,
  total,
});

function checkLengths(
  model: TuningLimits,
  found: Finding | undefined,
  { policy, maximumShare }: PipelineSpec['validation']['longExamples'],
): Check {
  const limit = mostTokens(model);
  const longest = found?.details['longest'] ?? 0;
  const [count, total] = [found?.count ?? 0, found?.total ?? 0];
  const share = total > 0 ? count / total : 0;
  const isTooMuch = policy === 'fail' || share > maximumShare;
  const outcome = isTooMuch ? '; validation.longExamples says what may be left out' : ', and left out';
  const reader = model.answeredBy === undefined ? 'it' : `${model.answeredBy}, which answers in its name here,`;
  const reason =
    count > 0
      ? `${portion(count, total, 'example')} are longer than the ${plural(limit, 'token')} that ${reader} reads of prompt and target together, by estimate${outcome}`
      : `the longest example has about ${plural(longest, 'token')} of ${thousands(limit)}`;
  const rows = (found?.rows ?? [])
    .filter(({ facts: [tokens] }) => Number(tokens) > limit)
    .map(({ key, origin, facts: [tokens] }) => ({
      where: key,
      origin,
      what: `about ${plural(Number(tokens), 'token')}`,
    }));
  const rule = {
    level: isTooMuch ? 'fail' : 'warn',
    threshold: policy === 'leaveOut' && isTooMuch ? maximumShare : 0,
  } as const;
  const measured = {
    name: 'tokensPerExample',
    subject: model.id,
    measured: share,
    unit: 'share',
    count,
    total,
  } as const;
  return judge(rule, { ...measured, reason, rows });
}
