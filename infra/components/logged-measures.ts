/** What a function measures of its questions to models, as metrics that Cloud Logging draws of its lines. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { metricAttributes, metrics } from '../../core/tracing/conventions';
import { fieldOfMeasured, measuredBy } from '../../core/tracing/measured';

export interface LoggedMeasuresArgs {
  /** The function that measures. */
  by: string;
}

/** As Monitoring takes it: letters, digits and underscores. */
const labels = Object.entries(metricAttributes).map(([name, field]) => ({ key: name.replaceAll('.', '_'), field }));

/**
 * One unit, because a line that is measured and kept too would be paid for twice: metrics count what an exclusion keeps out of the
 * log (docs.cloud.google.com/logging/docs/logs-based-metrics, 2026-11-29).
 */
export class LoggedMeasures extends pulumi.ComponentResource {
  constructor(name: string, { by }: LoggedMeasuresArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:LoggedMeasures', name, {}, opts);
    const parent = { parent: this };
    const filter = measuredBy(by);
    for (const [metric, { of, unit, bounds }] of Object.entries(metrics))
      new gcp.logging.Metric(
        metric,
        {
          name: metric,
          description: `OpenTelemetry's ${metric}, of ${by}.`,
          filter,
          metricDescriptor: {
            metricKind: 'DELTA',
            valueType: 'DISTRIBUTION',
            unit,
            labels: labels.map(({ key }) => ({ key, valueType: 'STRING' })),
          },
          valueExtractor: `EXTRACT(${fieldOfMeasured(of)})`,
          labelExtractors: Object.fromEntries(
            labels.map(({ key, field }) => [key, `EXTRACT(${fieldOfMeasured(field)})`]),
          ),
          bucketOptions: { explicitBuckets: { bounds: [...bounds] } },
        },
        parent,
      );
    new gcp.logging.ProjectExclusion(
      name,
      { name, description: `What ${by} measures is in Cloud Monitoring, and nowhere else.`, filter },
      parent,
    );
    this.registerOutputs({});
  }
}
