import { expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { isFree } from '../../cli/commands/doctor';
import { startFailure } from '../../cli/supervise';

test.each([
  ['listen EADDRINUSE: address already in use 127.0.0.1:18480', 'Port 18480 is taken by another program.'],
  ['E No address added\nerrors: [listen EADDRINUSE: address already in use 127.0.0.1:18481]', 'Port 18481 is taken'],
])('a start that ended with %j says which port is taken, and how to choose another', (lastWords, message) => {
  const error = startFailure(lastWords);
  expect(error.message).toContain(message);
  expect(error).toMatchObject({ exitCode: 4, details: { next: expect.stringContaining('--port') } });
});

test('a start that ended otherwise shows its last words', () => {
  expect(startFailure('the disk is full').details.why).toBe('the disk is full');
});

test('doctor knows a port that is taken from one that is free', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isFree(port)).toBe(true);
});
