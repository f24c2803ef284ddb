/** What the judges of metrics were asked, what that cost, and why a metric has no numbers. */
import { plural, visible } from '../../core/wording';
import type { ModelEvaluated } from '../../schemas/generated/types';
import { formatDollars } from '../../core/quantities';

export const judgementRows = ({ judgements = [] }: ModelEvaluated): string[][] =>
  judgements.map(({ metric, judge, asked, unscored, price, unmeasured }) => [
    `${visible(metric)} by ${visible(judge)}`,
    [
      plural(asked, 'question'),
      ...(price === undefined ? [] : [formatDollars(price)]),
      ...(unscored > 0 ? [`${plural(unscored, 'example')} unscored`] : []),
      ...(unmeasured === undefined ? [] : [`not measured: ${visible(unmeasured)}`]),
    ].join(', '),
  ]);
