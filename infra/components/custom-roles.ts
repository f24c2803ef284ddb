/** Roles of this project: for what Google has no predefined role that is narrow enough. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import type { Role } from './grants';

/** By id; the title is what the console shows. */
const roles = {
  landfallBucketReader: {
    title: 'Landfall: see a bucket',
    // A load job asks for it: cloud.google.com/bigquery/docs/batch-loading-data#permissions-load-data-from-cloud-storage
    permissions: ['storage.buckets.get'],
  },
  landfallModelCaller: { title: 'Landfall: ask models', permissions: ['aiplatform.endpoints.predict'] },
  landfallBatcher: {
    title: 'Landfall: ask models in batches',
    permissions: [
      'aiplatform.batchPredictionJobs.create',
      'aiplatform.batchPredictionJobs.get',
      'aiplatform.batchPredictionJobs.list',
    ],
  },
  landfallBatchWatcher: { title: 'Landfall: look at batches', permissions: ['aiplatform.batchPredictionJobs.get'] },
  landfallBatchCanceller: {
    title: 'Landfall: cancel batches',
    permissions: ['aiplatform.batchPredictionJobs.cancel', 'aiplatform.batchPredictionJobs.list'],
  },
  landfallTuner: {
    title: 'Landfall: tune models',
    permissions: ['aiplatform.tuningJobs.cancel', 'aiplatform.tuningJobs.create', 'aiplatform.tuningJobs.list'],
  },
  landfallTuningCanceller: {
    title: 'Landfall: cancel tuning jobs',
    permissions: ['aiplatform.tuningJobs.cancel', 'aiplatform.tuningJobs.list'],
  },
  landfallTuningWatcher: {
    title: 'Landfall: look at tuning jobs',
    permissions: [
      // Where a job's losses are.
      'aiplatform.contexts.get',
      'aiplatform.tensorboardRuns.list',
      'aiplatform.tensorboardTimeSeries.batchRead',
      'aiplatform.tensorboardTimeSeries.list',
      'aiplatform.tuningJobs.get',
    ],
  },
  landfallDeployer: {
    title: 'Landfall: deploy open weights',
    permissions: [
      'aiplatform.endpoints.create',
      'aiplatform.endpoints.delete',
      'aiplatform.endpoints.deploy',
      'aiplatform.endpoints.get',
      'aiplatform.models.upload',
    ],
  },
  landfallReplicator: {
    title: 'Landfall: copy tuned models to other locations',
    permissions: [
      'aiplatform.endpoints.create',
      'aiplatform.endpoints.deploy',
      'aiplatform.endpoints.get',
      'aiplatform.models.get',
      'aiplatform.models.upload',
    ],
  },
  landfallCopyRemover: { title: 'Landfall: remove copies of models', permissions: ['aiplatform.models.delete'] },
  // An endpoint with a machine is asked at a host of its own, which it tells.
  landfallEndpointReader: { title: 'Landfall: look at endpoints', permissions: ['aiplatform.endpoints.get'] },
  landfallEndpointRemover: {
    title: 'Landfall: remove endpoints',
    permissions: ['aiplatform.endpoints.delete', 'aiplatform.endpoints.get', 'aiplatform.endpoints.undeploy'],
  },
  // Without it an account sees the jobs that it made itself.
  landfallJobWatcher: { title: 'Landfall: look at BigQuery jobs', permissions: ['bigquery.jobs.get'] },
  // docs.cloud.google.com/bigquery/docs/reference/rest/v2/jobs/list: those of others are listed by whoever may list all.
  landfallStatementReader: {
    title: 'Landfall: list BigQuery jobs, and look at them',
    permissions: ['bigquery.jobs.get', 'bigquery.jobs.listAll'],
  },
};

export type CustomRole = keyof typeof roles;

/** One unit, because they share their fate: a role is made when it is first granted, and none that nobody holds. */
export class CustomRoles extends pulumi.ComponentResource {
  private readonly made = new Map<CustomRole, Role>();

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:CustomRoles', name, {}, opts);
    this.registerOutputs({});
  }

  role(roleId: CustomRole): Role {
    const role = this.made.get(roleId) ?? this.make(roleId);
    this.made.set(roleId, role);
    return role;
  }

  private make(roleId: CustomRole): Role {
    const { title, permissions } = roles[roleId];
    const { name } = new gcp.projects.IAMCustomRole(roleId, { roleId, title, permissions }, { parent: this });
    return { id: roleId, name };
  }
}
