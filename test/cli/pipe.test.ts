import { expect, jest, test } from '@jest/globals';
import { main } from '../../cli';

test('a reader of the output that has had enough is no failure', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  await main(['--version']);
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(exit).toHaveBeenCalledWith(0);
  exit.mockRestore();
  write.mockRestore();
});
