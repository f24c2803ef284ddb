import { expect, test } from '@jest/globals';
import { called } from '../../../../../functions/shared/models/openai/api-errors';

test('an answer that is no JSON is not quoted: it may say anything of anybody', async () => {
  const asking = called('asking', async () => JSON.parse('Dear anna@shop.example, ') as unknown);
  await expect(asking).rejects.toMatchObject({
    name: 'RetryableError',
    message: 'asking: it answered with what is no JSON',
    mayBeOfInput: true,
  });
});
