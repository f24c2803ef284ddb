/** Buckets over HTTP: the `buckets` methods and `projects.serviceAccount.get` of the JSON API. */
import express, { Router } from 'express';
import { serviceAgent } from '../iam';
import { allow, baseOf, isAllowed, jsonBody, parameter, refuseAcl, wholeNumber, type StorageContext } from './context';
import { invalid, required, StorageError } from './errors';
import { parsePreconditions } from './preconditions';
import type { BucketRecord, Policy } from './records';
import { bucketResource } from './resource';

export function bucketRoutes({ access, buckets, faults }: StorageContext): Router {
  const router = Router();
  const json = express.json({ type: () => true, limit: '10mb' });

  router.post('/b', faults.of('storage.buckets.insert'), json, (request, response) => {
    const project = parameter(request, 'project');
    if (!project) throw required('project');
    access.check(access.identify(request.headers.authorization), 'storage.buckets.create', `projects/${project}`);
    refuseAcl(request);
    const { name, ...configuration } = jsonBody(request);
    if (typeof name !== 'string') throw required('name');
    response.json(bucketResource(buckets.create(project, name, configuration), baseOf(request)));
  });

  router.get('/b', faults.of('storage.buckets.list'), (request, response) => {
    const project = parameter(request, 'project');
    if (!project) throw required('project');
    access.check(access.identify(request.headers.authorization), 'storage.buckets.list', `projects/${project}`);
    const after = parameter(request, 'pageToken') ?? '';
    const limit = Math.min(wholeNumber(request, 'maxResults') || 1000, 1000);
    const rest = buckets.list(project, parameter(request, 'prefix')).filter(({ name }) => name > after);
    const items = rest.slice(0, limit);
    const nextPageToken = rest.length > limit ? items.at(-1)?.name : undefined;
    response.json({
      kind: 'storage#buckets',
      nextPageToken,
      items: items.map((bucket) => bucketResource(bucket, baseOf(request))),
    });
  });

  router.get('/b/:bucket', faults.of('storage.buckets.get'), (request, response) => {
    allow(access, request, 'storage.buckets.get', request.params.bucket);
    const bucket = buckets.get(request.params.bucket, parsePreconditions(request.query));
    response.json(bucketResource(bucket, baseOf(request)));
  });

  for (const method of ['patch', 'update'] as const) {
    const verb = method === 'patch' ? 'patch' : 'put';
    router[verb]('/b/:bucket', faults.of(`storage.buckets.${method}`), json, (request, response) => {
      allow(access, request, 'storage.buckets.update', request.params.bucket);
      refuseAcl(request);
      const conditions = parsePreconditions(request.query);
      const bucket = buckets.update(request.params.bucket, jsonBody(request), conditions, method === 'update');
      response.json(bucketResource(bucket, baseOf(request)));
    });
  }

  router.delete('/b/:bucket', faults.of('storage.buckets.delete'), (request, response) => {
    allow(access, request, 'storage.buckets.delete', request.params.bucket);
    buckets.delete(request.params.bucket, parsePreconditions(request.query));
    access.setPolicy(`projects/_/buckets/${request.params.bucket}`, []);
    response.status(204).end();
  });

  router.post(
    '/b/:bucket/lockRetentionPolicy',
    faults.of('storage.buckets.lockRetentionPolicy'),
    (request, response) => {
      allow(access, request, 'storage.buckets.update', request.params.bucket);
      const conditions = parsePreconditions(request.query);
      if (conditions.metagenerationMatch === undefined) throw required('ifMetagenerationMatch');
      response.json(bucketResource(buckets.lockRetention(request.params.bucket, conditions), baseOf(request)));
    },
  );

  // gcloud asks for these two when it removes recursively: there are no folders here but those in names.
  router.get('/b/:bucket/storageLayout', faults.of('storage.buckets.getStorageLayout'), (request, response) => {
    allow(access, request, 'storage.objects.list', request.params.bucket);
    const { name, location, locationType } = bucketResource(buckets.get(request.params.bucket));
    const hierarchicalNamespace = { enabled: false };
    response.json({ kind: 'storage#storageLayout', bucket: name, location, locationType, hierarchicalNamespace });
  });

  router.get('/b/:bucket/managedFolders', faults.of('storage.managedFolders.list'), (request, response) => {
    allow(access, request, 'storage.managedFolders.list', request.params.bucket);
    buckets.get(request.params.bucket);
    response.json({ kind: 'storage#managedFolders', items: [] });
  });

  router.get('/b/:bucket/iam', faults.of('storage.buckets.getIamPolicy'), (request, response) => {
    allow(access, request, 'storage.buckets.getIamPolicy', request.params.bucket);
    response.json(policyResource(buckets.get(request.params.bucket)));
  });

  router.put('/b/:bucket/iam', faults.of('storage.buckets.setIamPolicy'), json, (request, response) => {
    allow(access, request, 'storage.buckets.setIamPolicy', request.params.bucket);
    const { bindings = [], version, etag } = jsonBody(request) as Partial<Policy> & { etag?: string };
    if (!Array.isArray(bindings)) throw invalid('bindings must be a list.');
    const current = buckets.get(request.params.bucket);
    if (etag !== undefined && etag !== policyEtag(current)) {
      throw new StorageError(412, 'conditionNotMet', 'The policy was changed since it was read: its etag differs.');
    }
    access.setPolicy(`projects/_/buckets/${current.name}`, bindings);
    response.json(policyResource(buckets.setPolicy(current.name, { version, bindings })));
  });

  router.get('/b/:bucket/iam/testPermissions', faults.of('storage.buckets.testIamPermissions'), (request, response) => {
    const { name } = buckets.get(request.params.bucket);
    const asked = [request.query['permissions'] ?? []].flat().map(String);
    const permissions = asked.filter((permission) => isAllowed(() => allow(access, request, permission, name)));
    response.json({ kind: 'storage#testIamPermissionsResponse', permissions });
  });

  router.get('/projects/:project/serviceAccount', faults.of('storage.serviceaccount.get'), (request, response) => {
    const { project } = request.params;
    access.check(access.identify(request.headers.authorization), 'resourcemanager.projects.get', `projects/${project}`);
    response.json({ kind: 'storage#serviceAccount', email_address: serviceAgent('storage').email });
  });

  return router;
}

/** The policy changes with the bucket's metageneration, so that this is its version. */
const policyEtag = ({ metageneration }: BucketRecord) => Buffer.from(`policy ${metageneration}`).toString('base64');

function policyResource(bucket: BucketRecord): object {
  const { version = 1, bindings } = bucket.policy;
  return {
    kind: 'storage#policy',
    resourceId: `projects/_/buckets/${bucket.name}`,
    version,
    etag: policyEtag(bucket),
    bindings,
  };
}
