/** The warehouse of a stage: BigQuery, as the function is configured. */
import { createBigQuery } from '../stage/clients';
import type { Clock } from '../stage/clock';
import type { Config } from '../stage/config';
import { createWarehouse, type Warehouse } from './warehouse';

export const openWarehouse = ({ config, clock }: { config: Config; clock: Clock }): Warehouse =>
  createWarehouse({ bigquery: createBigQuery(config), location: config.region, clock });
