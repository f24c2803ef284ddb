/** Access control lists, as a bucket with uniform bucket-level access answers for them: with a refusal. */
import { Router } from 'express';
import { invalid } from './errors';

const readMore = 'Read more at https://cloud.google.com/storage/docs/uniform-bucket-level-access';

const refusals = {
  '/b/:bucket/acl': `Cannot get legacy ACL for a bucket that has uniform bucket-level access. ${readMore}`,
  '/b/:bucket/o/:object/acl': `Cannot get legacy ACL for an object when uniform bucket-level access is enabled. ${readMore}`,
  '/b/:bucket/defaultObjectAcl': `Cannot get legacy ACL for a bucket that has uniform bucket-level access. ${readMore}`,
};

const changes = `Cannot use ACL API to update bucket policy when uniform bucket-level access is enabled. ${readMore}`;
const insertion = `Cannot insert legacy ACL for an object when uniform bucket-level access is enabled. ${readMore}`;

export function aclRoutes(): Router {
  const router = Router();
  for (const [path, reading] of Object.entries(refusals)) {
    router.all([path, `${path}/:entity`], ({ method }) => {
      if (method === 'GET') throw invalid(reading);
      throw invalid(path.includes(':object') ? insertion : changes);
    });
  }
  return router;
}
