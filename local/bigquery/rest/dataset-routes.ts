/** projects.list and datasets: insert, get, list, patch, update, delete. */
import { Router } from 'express';
import type { Context } from '../context';
import { BigQueryError } from '../errors';
import { allow, isAllowed, datasetPath } from '../permissions';
import { answering, isTrue, pageOf } from './http';
import { datasetResource } from './resources';
import { datasetSettings } from './settings';

export function datasetRoutes(context: Context): Router {
  const { warehouse } = context;
  const router = Router();

  router.post(
    '/projects/:project/datasets',
    answering(context, async (request, principal) => {
      const { project } = request.params as { project: string };
      allow(context, principal, 'bigquery.datasets.create', `projects/${project}`);
      const body = request.body as { datasetReference?: { datasetId?: string } };
      const id = body.datasetReference?.datasetId ?? '';
      if (!/^\w{1,1024}$/.test(id))
        throw new BigQueryError(
          'invalid',
          `Invalid dataset ID "${id}". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.`,
        );
      if (warehouse.hasDataset(project, id))
        throw new BigQueryError('duplicate', `Already Exists: Dataset ${project}:${id}`);
      return datasetResource(
        await warehouse.change((change) => warehouse.createDataset(change, project, id, datasetSettings(body))),
      );
    }),
  );

  router.get(
    '/projects/:project/datasets',
    answering(context, (request, principal) => {
      const { project } = request.params as { project: string };
      const visible = warehouse
        .datasets(project)
        .filter(({ datasetId }) =>
          isAllowed(context, principal, 'bigquery.datasets.get', datasetPath(project, datasetId)),
        );
      const { items, nextPageToken } = pageOf(visible, request.query);
      const datasets = items
        .map(datasetResource)
        .map(({ kind, id, datasetReference, labels, location }) => ({ kind, id, datasetReference, labels, location }));
      return { kind: 'bigquery#datasetList', datasets, nextPageToken };
    }),
  );

  router.get(
    '/projects/:project/datasets/:dataset',
    answering(context, (request, principal) => {
      const { project, dataset } = request.params as { project: string; dataset: string };
      allow(context, principal, 'bigquery.datasets.get', datasetPath(project, dataset));
      return datasetResource(warehouse.dataset(project, dataset));
    }),
  );

  const change = (replace: boolean) =>
    answering(context, async (request, principal) => {
      const { project, dataset } = request.params as { project: string; dataset: string };
      const record = warehouse.dataset(project, dataset);
      allow(context, principal, 'bigquery.datasets.update', datasetPath(project, dataset));
      const settings = datasetSettings({ ...(replace ? {} : record.settings), ...(request.body as object) });
      return datasetResource(await warehouse.change((one) => warehouse.updateDataset(one, { ...record, settings })));
    });
  router.patch('/projects/:project/datasets/:dataset', change(false));
  router.put('/projects/:project/datasets/:dataset', change(true));

  router.delete(
    '/projects/:project/datasets/:dataset',
    answering(context, async (request, principal) => {
      const { project, dataset } = request.params as { project: string; dataset: string };
      warehouse.dataset(project, dataset);
      allow(context, principal, 'bigquery.datasets.delete', datasetPath(project, dataset));
      if (!isTrue(request.query.deleteContents) && warehouse.tables(project, dataset).length)
        throw new BigQueryError('resourceInUse', `Dataset ${project}:${dataset} is still in use`);
      await warehouse.change((one) => warehouse.dropDataset(one, project, dataset));
      return undefined;
    }),
  );

  return router;
}
