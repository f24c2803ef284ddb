/** The objects that an export writes: one, or, where its name has a wildcard, as many as it needs. */
import type { Principal } from '../../../iam/access';
import type { Slice } from '../../../storage/data-files';
import type { Context } from '../../context';
import { BigQueryError } from '../../errors';
import { allow } from '../../permissions';
import type { ObjectAddress } from '../../../../core/gs-uri';

export const maxFileBytes = 1024 ** 3;

export interface Exported {
  fileCount: number;
  rowCount: number;
}

/** Both number the files from 0. @throws BigQueryError accessDenied, invalid for a second file without a wildcard */
export interface ObjectFiles {
  write(at: number, content: AsyncIterable<Buffer>): Promise<void>;
  /** Takes a part of a file as it lies. */
  adopt(at: number, slice: Slice): Promise<void>;
}

export function createObjectFiles(
  context: Context,
  { bucket, name }: ObjectAddress,
  principal: Principal,
): ObjectFiles {
  /** The name of one of the files, and under what condition it is written. */
  function objectAt(at: number): [object: string, options: { authorizeOverwrite: () => void }] {
    if (at > 0 && !name.includes('*'))
      throw new BigQueryError('invalid', 'The result is larger than one file may be: put a * into the URI');
    const object = name.replace('*', String(at).padStart(12, '0'));
    const resource = `projects/_/buckets/${bucket}/objects/${object}`;
    allow(context, principal, 'storage.objects.create', resource);
    return [object, { authorizeOverwrite: () => allow(context, principal, 'storage.objects.delete', resource) }];
  }

  return {
    write: async (at, content) => {
      const [object, options] = objectAt(at);
      await context.objects.create(bucket, object, content, options);
    },
    adopt: async (at, slice) => {
      const [object, options] = objectAt(at);
      await context.objects.adopt(bucket, object, slice, options);
    },
  };
}

/** @throws BigQueryError invalid when the export would write where something is */
export function refuseExisting({ objects }: Context, { bucket, name }: ObjectAddress): void {
  const [prefix = ''] = name.split('*');
  const taken = name.includes('*')
    ? objects.list(bucket, { prefix, maxResults: 1 } as never).items.length > 0
    : objects.find(bucket, name) !== undefined;
  if (taken)
    throw new BigQueryError(
      'invalid',
      `Invalid value: Files exist at gs://${bucket}/${prefix}; set overwrite to replace them`,
    );
}
