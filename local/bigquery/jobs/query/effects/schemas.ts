/** Datasets: CREATE SCHEMA and DROP SCHEMA. */
import { BigQueryError } from '../../../errors';
import { allow, datasetPath } from '../../../permissions';
import type { Effect, PlanOf } from './effect';

export const createSchema: Effect<PlanOf<'CREATE_SCHEMA'>> = async (plan, { context, running, statistics }) => {
  const exists = context.warehouse.hasDataset(plan.project, plan.dataset);
  if (exists && !plan.ifNotExists)
    throw new BigQueryError('duplicate', `Already Exists: Dataset ${plan.project}:${plan.dataset}`);
  allow(context, running.principal, 'bigquery.datasets.create', `projects/${plan.project}`);
  await running.commit(async (change) => {
    if (!exists) await context.warehouse.createDataset(change, plan.project, plan.dataset, {});
    return { statistics: statistics({ ddlOperationPerformed: exists ? 'SKIP' : 'CREATE' }) };
  });
};

export const dropSchema: Effect<PlanOf<'DROP_SCHEMA'>> = async (plan, { context, running, statistics }) => {
  const { warehouse } = context;
  const exists = warehouse.hasDataset(plan.project, plan.dataset);
  if (!exists && !plan.ifExists) warehouse.dataset(plan.project, plan.dataset);
  allow(context, running.principal, 'bigquery.datasets.delete', datasetPath(plan.project, plan.dataset));
  if (plan.cascade)
    allow(context, running.principal, 'bigquery.tables.delete', datasetPath(plan.project, plan.dataset));
  if (exists && !plan.cascade && warehouse.tables(plan.project, plan.dataset).length)
    throw new BigQueryError('resourceInUse', `Dataset ${plan.project}:${plan.dataset} is still in use`);
  await running.commit(async (change) => {
    if (exists) await warehouse.dropDataset(change, plan.project, plan.dataset);
    return { statistics: statistics({ ddlOperationPerformed: exists ? 'DROP' : 'SKIP' }) };
  });
};
