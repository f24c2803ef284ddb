/** BigQuery: the history that is kept, the tables that come and go, the training data. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import type { TableFile } from '../tables';
import type { View } from '../views';

export interface WarehouseArgs {
  location: string;
  stagingDays: number;
  /** Refuses to be destroyed while there are tables in it. */
  keepData: boolean;
  /** The tables of the history dataset. */
  tables: TableFile[];
  /** What is asked of them, in the same dataset. */
  views: View[];
}

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/**
 * One unit, because the three datasets differ in nothing but how long a table lives and who may write it; keeping
 * them apart is what lets every grant stay on a dataset or a table.
 */
export class Warehouse extends pulumi.ComponentResource {
  readonly history: gcp.bigquery.Dataset;
  readonly staging: gcp.bigquery.Dataset;
  readonly training: gcp.bigquery.Dataset;
  readonly tables: Record<string, gcp.bigquery.Table>;

  constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Warehouse', name, {}, opts);
    const parent = { parent: this };
    const { location, keepData } = args;
    const deleteContentsOnDestroy = !keepData;
    this.history = new gcp.bigquery.Dataset(
      'landfall',
      {
        datasetId: 'landfall',
        location,
        deleteContentsOnDestroy,
        description: 'What happened in Landfall: every event and every prediction.',
      },
      parent,
    );
    this.staging = new gcp.bigquery.Dataset(
      'staging',
      {
        datasetId: 'landfall_staging',
        location,
        deleteContentsOnDestroy,
        description: 'Rows of runs under way; tables drop themselves.',
        defaultTableExpirationMs: args.stagingDays * dayInMilliseconds,
      },
      parent,
    );
    this.training = new gcp.bigquery.Dataset(
      'training',
      {
        datasetId: 'landfall_training',
        location,
        deleteContentsOnDestroy,
        description: 'Training and evaluation rows of every dataset version.',
      },
      parent,
    );
    this.tables = Object.fromEntries(
      args.tables.map(({ table, description, schema, timePartitioning, clustering }) => [
        table,
        new gcp.bigquery.Table(
          table,
          {
            datasetId: this.history.datasetId,
            tableId: table,
            description,
            schema: JSON.stringify(schema.fields),
            timePartitioning,
            clusterings: clustering,
            deletionProtection: keepData,
          },
          parent,
        ),
      ]),
    );
    for (const { name, description, query } of args.views) {
      new gcp.bigquery.Table(
        name,
        {
          datasetId: this.history.datasetId,
          tableId: name,
          description,
          view: { query, useLegacySql: false },
          // It holds no row, and is made anew where its query has changed.
          deletionProtection: false,
        },
        // BigQuery asks for what a view reads when it is made.
        { ...parent, dependsOn: Object.values(this.tables) },
      );
    }
    this.registerOutputs({});
  }

  /** @throws Error when no such table was declared */
  table(name: string): gcp.bigquery.Table {
    const table = this.tables[name];
    if (!table) throw new Error(`the warehouse has no table ${name}`);
    return table;
  }
}
