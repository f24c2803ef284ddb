/** Facets of OpenLineage: each says which published schema it keeps to. */

/** Versions of openlineage.io/spec/facets as of 20 August 2026. */
const schemas = {
  parent: '1-2-0/ParentRunFacet',
  errorMessage: '1-0-1/ErrorMessageRunFacet',
  jobType: '2-0-4/JobTypeJobFacet',
  sql: '1-1-0/SQLJobFacet',
  dataSource: '1-0-1/DatasourceDatasetFacet',
  schema: '1-2-0/SchemaDatasetFacet',
  version: '1-0-1/DatasetVersionDatasetFacet',
  dataQualityMetrics: '1-0-3/DataQualityMetricsInputDatasetFacet',
  dataQualityAssertions: '1-1-0/DataQualityAssertionsDatasetFacet',
  outputStatistics: '1-0-2/OutputStatisticsOutputDatasetFacet',
} as const;

export type FacetName = keyof typeof schemas;
export type Facets = { [K in FacetName]?: object };

/** @param producer a URI of what says it */
export const facetsOf = (producer: string, facets: Facets): Facets =>
  Object.fromEntries(
    Object.entries(facets).map(([name, facet]) => {
      const schema = schemas[name as FacetName];
      const url = `https://openlineage.io/spec/facets/${schema}.json#/$defs/${schema.split('/')[1]}`;
      return [name, { _producer: producer, _schemaURL: url, ...facet }];
    }),
  );
