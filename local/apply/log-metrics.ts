/** Metrics of log entries: nothing here draws them, and what is wrong in one is found all the same. */
import { parseFilter } from '../logging/filter';
import type { Resource } from './graph';
import { inputsOf } from './inputs';

export const metricType = 'gcp:logging/metric:Metric';

interface Metric {
  name: string;
  description?: string;
  filter: string;
  metricDescriptor: {
    metricKind: string;
    valueType: string;
    unit?: string;
    labels?: { key: string; valueType?: string }[];
  };
  valueExtractor?: string;
  labelExtractors?: Record<string, string>;
  bucketOptions?: { explicitBuckets?: { bounds: number[] } };
}

const known = [
  'name',
  'description',
  'filter',
  'metricDescriptor',
  'valueExtractor',
  'labelExtractors',
  'bucketOptions',
] as const;

/** docs.cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics, and logging/quotas: ten labels; 2026-11-29. */
const mostLabels = 10;
const extractor = /^EXTRACT\([A-Za-z_][\w.]*\)$/;

/** @throws Error that says what Cloud Logging would refuse */
export function checkMetric(resource: Resource): void {
  const metric = inputsOf<Metric>(resource, known);
  const { name, filter, metricDescriptor, valueExtractor, labelExtractors = {}, bucketOptions } = metric;
  const refuse = (why: string): never => {
    throw new Error(`Cloud Logging refuses the metric ${name}: ${why}`);
  };
  parseFilter(filter);
  if (!/^[A-Za-z0-9_\-.,+!*'()%/]{1,100}$/.test(name)) refuse('its name has other characters, or more than 100');
  const { valueType, labels = [] } = metricDescriptor;
  if ((valueType === 'DISTRIBUTION') !== (valueExtractor !== undefined))
    refuse('a DISTRIBUTION has a valueExtractor, and no other metric has');
  for (const each of [valueExtractor, ...Object.values(labelExtractors)])
    if (each !== undefined && !extractor.test(each)) refuse(`${each} is not EXTRACT(field)`);
  if (labels.length > mostLabels) refuse(`it has more than ${mostLabels} labels`);
  for (const { key } of labels) if (!/^[A-Za-z]\w{0,99}$/.test(key)) refuse(`${key} is no name of a label`);
  const extracted = Object.keys(labelExtractors).toSorted().join();
  if (
    labels
      .map(({ key }) => key)
      .toSorted()
      .join() !== extracted
  )
    refuse('each label has an extractor, and each extractor a label');
  const { bounds = [] } = bucketOptions?.explicitBuckets ?? {};
  if (bounds.some((bound, at) => at > 0 && bound <= bounds[at - 1]!)) refuse('the bounds of its buckets do not rise');
}
