/** What metrics are called where people read of them. */
import { metricKinds } from './index';

/** As the field writes it; a name of the pipeline's own in words: refundF1 is refund F1. */
export const metricTitle = (metric: string): string =>
  isKind(metric)
    ? metricKinds[metric].title
    : metric.replace(/[A-Z]\d+|[A-Z]+/g, (word) => ` ${/\d/.test(word) ? word : word.toLowerCase()}`);

const isKind = (metric: string): metric is keyof typeof metricKinds => Object.hasOwn(metricKinds, metric);
