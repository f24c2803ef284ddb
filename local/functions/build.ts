/** What Cloud Build does when a function is deployed, as far as it can be refused: it reads the source, logs, and keeps the image. */
import { PermissionDenied, type Access } from '../iam/access';
import type { FunctionSpec } from './spec';

/**
 * The functions' sources are built already; their builder's roles must be there all the same.
 * https://cloud.google.com/functions/docs/securing/build-custom-sa
 * @throws Error as Cloud Run functions report a build that failed
 */
export function checkBuild({ name, resource, build }: FunctionSpec, access: Access): void {
  const [project] = /^projects\/[^/]+/.exec(resource)!;
  const builder = { kind: 'serviceAccount', email: build.serviceAccount } as const;
  try {
    access.check(builder, 'storage.objects.get', `projects/_/buckets/${build.bucket}/objects/${build.object}`);
    access.check(builder, 'logging.logEntries.create', project);
    access.check(builder, 'artifactregistry.repositories.uploadArtifacts', build.repository);
  } catch (error) {
    if (!(error instanceof PermissionDenied)) throw error;
    throw new Error(
      `Build of function ${name} failed: Could not build the function due to a missing permission on the build service ` +
        `account. ${error.message}`,
    );
  }
}
