/** What Landfall reads and writes, as datasets of OpenLineage (openlineage.io/docs/spec/naming, of BigQuery and Cloud Storage). */
import { parseGsUri } from '../../core/gs-uri';
import { valueColumns, type RowSchema } from '../../core/row-schema';
import { locationIn } from '../../core/vertex-locations';
import type {
  Check,
  Configuration,
  DatasetValidated,
  DatasetVersioned,
  ValidationReport,
} from '../../schemas/generated/types';
import { facetsOf, type Facets } from './facets';

export interface Dataset {
  namespace: string;
  name: string;
  facets: Facets;
  /** Of what is read. */
  inputFacets?: Facets;
  /** Of what is written. */
  outputFacets?: Facets;
}

export interface Datasets {
  landed: (validated: DatasetValidated) => Dataset[];
  staged: (validated: DatasetValidated) => Dataset[];
  /** @param table project.dataset.table of the version, where its card is there */
  version: (versioned: DatasetVersioned, table?: string) => Dataset[];
  file: (uri: string, version?: string, rows?: number) => Dataset;
  /** A model or an endpoint, by its resource name. */
  model: (name: string) => Dataset;
}

/** @param report with which validate ended, and transform: checks become assertions about what was read */
export function createDatasets(
  producer: string,
  { configuration, report }: { configuration?: Configuration; report?: ValidationReport },
): Datasets {
  const facets = (some: Facets): Facets => facetsOf(producer, some);
  const dataSource = (namespace: string, uri: string): Facets => ({ dataSource: { name: namespace, uri } });
  const fieldsOf = (source: string): Facets => {
    const schema = configuration?.rowSchemas[source] as RowSchema | undefined;
    return schema ? { schema: { fields: valueColumns(schema).map(({ name, type }) => ({ name, type })) } } : {};
  };
  const qualityOf = (source: string, rows: number): Facets => {
    const checks = (report?.checks ?? []).filter(({ subject }) => subject?.split('.')[0] === source);
    return {
      dataQualityMetrics: { rowCount: rows, columnMetrics: {} },
      ...(checks.length > 0 && { dataQualityAssertions: { assertions: checks.map(assertionOf) } }),
    };
  };
  const onBucket = (uri: string, more: Facets): Pick<Dataset, 'namespace' | 'name' | 'facets'> => {
    const { bucket, name } = parseGsUri(uri);
    const namespace = `gs://${bucket}`;
    return { namespace, name, facets: facets({ ...dataSource(namespace, namespace), ...more }) };
  };
  const table = (name: string, more: Facets, rows: number): Dataset => ({
    namespace: 'bigquery',
    name,
    facets: facets({ ...dataSource('bigquery', 'https://bigquery.googleapis.com'), ...more }),
    outputFacets: facets({ outputStatistics: { rowCount: rows } }),
  });
  const file: Datasets['file'] = (uri, version, rows) => ({
    ...onBucket(uri, version === undefined ? {} : { version: { datasetVersion: version } }),
    ...(rows !== undefined && { outputFacets: facets({ outputStatistics: { rowCount: rows } }) }),
  });
  return {
    landed: ({ sources }) =>
      sources.flatMap(({ source, objects }) =>
        objects.map(({ uri, generation, rows, quarantined }) => ({
          ...onBucket(uri, { version: { datasetVersion: generation }, ...fieldsOf(source) }),
          inputFacets: facets(qualityOf(source, rows + quarantined)),
        })),
      ),
    staged: ({ sources }) =>
      sources.flatMap(({ source, objects }) => objects.map((one) => table(one.table, fieldsOf(source), one.rows))),
    version: ({ version, train, evaluation, validation, trainUri, evaluationUri, validationUri }, ofVersion) => [
      ...(ofVersion === undefined
        ? []
        : [table(ofVersion, { version: { datasetVersion: version } }, train + evaluation + validation)]),
      file(trainUri, version, train),
      file(evaluationUri, version, evaluation),
      ...(validationUri === undefined ? [] : [file(validationUri, version, validation)]),
    ],
    file,
    model: (name) => {
      const location = locationIn(name);
      const namespace = location === undefined ? 'models' : `vertexai://${location}`;
      return { namespace, name, facets: facets(location === undefined ? {} : dataSource(namespace, namespace)) };
    },
  };
}

const assertionOf = ({ name, subject, outcome, level, threshold, measured, reason }: Check): object => ({
  assertion: name,
  success: outcome === 'passed',
  severity: level === 'fail' ? 'error' : 'warn',
  description: reason,
  expected: String(threshold),
  ...(measured !== null && { actual: String(measured) }),
  ...(subject?.includes('.') && { column: subject.split('.')[1] }),
});
