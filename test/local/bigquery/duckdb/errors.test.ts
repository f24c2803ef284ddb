import { expect, test } from '@jest/globals';
import { toBigQueryError } from '../../../../local/bigquery/duckdb/errors';

test.each([
  'Out of Memory Error: failed to allocate data of size 4.0 KiB (872.4 MiB/858.3 MiB used)',
  'Invalid Input Error: {"exception_type":"Out of Memory","exception_message":"failed to allocate data of size 4.0 KiB (872.4 MiB/858.3 MiB used)"}',
  '{"exception_type":"Out of Memory","exception_message":"could not allocate block of size 256.0 KiB (\\"858.3 MiB\\" used)"}',
  'std::bad_alloc',
])('every form in which memory is refused is resourcesExceeded: %s', (message) => {
  expect(toBigQueryError(new Error(message))).toMatchObject({
    reason: 'resourcesExceeded',
    message: expect.stringContaining('Resources exceeded during query execution'),
  });
});

test('an error within another one is told without its wrapping', () => {
  const message = 'Invalid Error: {"exception_type":"Conversion","exception_message":"Could not convert string \'a\'"}';
  expect(toBigQueryError(new Error(message))).toMatchObject({
    reason: 'invalidQuery',
    message: "Could not convert string 'a'",
  });
});
