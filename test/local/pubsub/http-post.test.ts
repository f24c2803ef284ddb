import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createPost } from '../../../local/pubsub/delivery/http-post';

test('a push goes over a fresh connection when the endpoint has closed the kept-alive one', async () => {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    sockets.add(request.socket);
    // The second request on a connection meets a reset, as when an idle connection is closed at that moment.
    if (requests === 2) request.socket.resetAndDestroy();
    else request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const request = {
    method: 'POST' as const,
    headers: {},
    body: Buffer.from('x'),
    signal: new AbortController().signal,
  };
  const post = createPost();
  expect(await post(url, request)).toEqual({ status: 204 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(await post(url, request)).toEqual({ status: 204 });
  expect({ requests, connections: sockets.size }).toEqual({ requests: 3, connections: 2 });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a push to a closed port fails', async () => {
  const post = createPost();
  const request = {
    method: 'POST' as const,
    headers: {},
    body: Buffer.from('x'),
    signal: new AbortController().signal,
  };
  await expect(post('http://127.0.0.1:9/', request)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
