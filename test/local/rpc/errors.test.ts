import { describe, expect, test } from '@jest/globals';
import { Status } from 'google-gax';
import { PermissionDenied } from '../../../local/iam/access';
import { codes } from '../../../local/rpc/codes';
import { errorInfo, invalidField, RpcError, toRpcError } from '../../../local/rpc/errors';
import { createStatusEncoder } from '../../../local/rpc/status-details';

test('the codes are those of gRPC', () => {
  const { OK: _, ...failures } = Object.fromEntries(
    Object.entries(Status).filter(([name]) => Number.isNaN(Number(name))),
  );
  expect(Object.fromEntries(Object.entries(codes).map(([name, { code }]) => [name, code]))).toEqual(failures);
});

describe('what a handler throws becomes', () => {
  const denied = new PermissionDenied(
    { kind: 'serviceAccount', email: 'a@b' },
    'pubsub.topics.get',
    'projects/p/topics/t',
  );
  test.each<[string, unknown, string, number]>([
    ['itself', new RpcError('ABORTED', 'again'), 'ABORTED', 409],
    ['a refusal, when the caller may not', denied, 'PERMISSION_DENIED', 403],
    ['an internal error, whatever it is', new TypeError('x is not a function'), 'INTERNAL', 500],
    ['an internal error, even when it is none', 'oops', 'INTERNAL', 500],
  ])('%s', (_, thrown, status, http) => {
    expect(toRpcError(thrown)).toMatchObject({ status, httpStatus: http });
  });
});

test('an error over HTTP has its code, its status and its details', () => {
  const error = new RpcError('FAILED_PRECONDITION', 'no', [errorInfo('GONE', 'x.googleapis.com', { id: '7' })]);
  expect(error.toBody()).toEqual({
    error: {
      code: 400,
      message: 'no',
      status: 'FAILED_PRECONDITION',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'GONE',
          domain: 'x.googleapis.com',
          metadata: { id: '7' },
        },
      ],
    },
  });
});

test('a status in bytes keeps the details that it has', () => {
  const bytes = createStatusEncoder()(invalidField('page_size', 'must not be negative.').toStatus());
  expect(bytes.toString()).toContain('type.googleapis.com/google.rpc.BadRequest');
  expect(bytes.toString()).toContain('must not be negative.');
});
