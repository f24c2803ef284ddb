/** What roles allow: Google's, as far as infra/ grants them and the local services ask; the program's own in full. */

/**
 * Permissions by role, from https://cloud.google.com/iam/docs/roles-permissions as of November 2026, without those of
 * features that the local cloud does not have (managed folders, data policies, …). A role that is not listed here
 * cannot be granted locally.
 */
const rolePermissions: Record<string, string[]> = {
  'roles/storage.objectViewer': ['storage.objects.get', 'storage.objects.list'],
  'roles/storage.legacyBucketReader': ['storage.buckets.get', 'storage.multipartUploads.list', 'storage.objects.list'],
  'roles/storage.objectCreator': ['storage.objects.create', 'storage.multipartUploads.create'],
  'roles/storage.objectUser': [
    'storage.multipartUploads.abort',
    'storage.multipartUploads.create',
    'storage.multipartUploads.list',
    'storage.multipartUploads.listParts',
    'storage.objects.create',
    'storage.objects.delete',
    'storage.objects.get',
    'storage.objects.list',
    'storage.objects.move',
    'storage.objects.restore',
    'storage.objects.update',
  ],
  'roles/secretmanager.secretAccessor': ['secretmanager.versions.access'],
  'roles/pubsub.publisher': ['pubsub.topics.publish'],
  'roles/pubsub.subscriber': [
    'pubsub.snapshots.seek',
    'pubsub.subscriptions.consume',
    'pubsub.topics.attachSubscription',
  ],
  'roles/bigquery.jobUser': ['bigquery.config.get', 'bigquery.jobs.create'],
  'roles/bigquery.dataViewer': [
    'bigquery.datasets.get',
    'bigquery.routines.get',
    'bigquery.routines.list',
    'bigquery.tables.createSnapshot',
    'bigquery.tables.export',
    'bigquery.tables.get',
    'bigquery.tables.getData',
    'bigquery.tables.list',
  ],
  'roles/bigquery.dataEditor': [
    'bigquery.config.get',
    'bigquery.datasets.create',
    'bigquery.datasets.get',
    'bigquery.datasets.updateTag',
    'bigquery.routines.create',
    'bigquery.routines.delete',
    'bigquery.routines.get',
    'bigquery.routines.list',
    'bigquery.routines.update',
    'bigquery.tables.create',
    'bigquery.tables.createSnapshot',
    'bigquery.tables.delete',
    'bigquery.tables.export',
    'bigquery.tables.get',
    'bigquery.tables.getData',
    'bigquery.tables.list',
    'bigquery.tables.restoreSnapshot',
    'bigquery.tables.update',
    'bigquery.tables.updateData',
  ],
  'roles/artifactregistry.writer': [
    'artifactregistry.repositories.downloadArtifacts',
    'artifactregistry.repositories.get',
    'artifactregistry.repositories.list',
    'artifactregistry.repositories.uploadArtifacts',
  ],
  'roles/discoveryengine.viewer': ['discoveryengine.servingConfigs.search'],
  'roles/telemetry.tracesWriter': ['telemetry.traces.write'],
  'roles/logging.viewer': ['logging.logEntries.list'],
  'roles/logging.logWriter': ['logging.logEntries.create', 'logging.logEntries.route'],
  'roles/modelarmor.user': [
    'modelarmor.templates.useToSanitizeModelResponse',
    'modelarmor.templates.useToSanitizeUserPrompt',
  ],
  'roles/run.invoker': ['run.jobs.run', 'run.routes.invoke'],
  'roles/iam.serviceAccountTokenCreator': [
    'iam.serviceAccounts.get',
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.getOpenIdToken',
    'iam.serviceAccounts.implicitDelegation',
    'iam.serviceAccounts.list',
    'iam.serviceAccounts.signBlob',
    'iam.serviceAccounts.signJwt',
  ],
};

/** Undefined for a role that this cloud does not know. */
export function permissionsOf(granted: { role: string; permissions?: string[] }): string[] | undefined {
  return granted.permissions ?? rolePermissions[granted.role];
}
