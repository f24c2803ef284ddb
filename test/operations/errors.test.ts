import { expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { OperationError } from '../../operations/errors';
import { toldError } from '../../cli/errors';

test('a connection that ends beneath a command is told as a cloud that has stopped, not as a stack', async () => {
  const server = createServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const whileReading = await fetch(url)
    .then((response) => response.text())
    .catch((error: unknown) => error);
  await new Promise((resolve) => server.close(resolve));
  const afterwards = await fetch(url).catch((error: unknown) => error);
  for (const error of [whileReading, afterwards]) {
    expect(toldError(error)).toMatchObject({ message: 'The local cloud has stopped.', exitCode: 4 });
  }
});

test('any other error stays what it is', () => {
  for (const error of [new Error('x'), new OperationError('y'), 'z']) expect(toldError(error)).toBe(error);
});
