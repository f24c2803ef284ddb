import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { postTo, textOf } from '../../../../functions/shared/stage/posts';

test('what a kept connection no longer takes goes over another one, once', async () => {
  const connections = new Map<object, number>();
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const { socket } = request;
    const before = connections.get(socket) ?? 0;
    connections.set(socket, before + 1);
    void text(request).then((body) => {
      bodies.push(body);
      // As one that was closed while nothing was asked over it.
      if (before > 0) socket.resetAndDestroy();
      else response.end('heard');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const post = postTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1?alt=sse`);
    for (const body of ['first', 'second']) expect(await textOf(await post(body, {}))).toBe('heard');
    expect(bodies).toEqual(['first', 'second', 'second']);
    expect([...connections.values()]).toEqual([2, 1]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a new connection that breaks is an error', async () => {
  const server = createServer(({ socket }) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const post = postTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(post('x', {})).rejects.toMatchObject({ code: 'ECONNRESET' });
  } finally {
    server.close();
  }
});

test('a connection that breaks in the middle of an answer has nothing asked again', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const { socket } = request;
    void text(request).then((body) => {
      bodies.push(body);
      if (body === 'first') return response.end('heard');
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half of it', () => setTimeout(() => socket.resetAndDestroy(), 20));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const post = postTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await textOf(await post('first', {}))).toBe('heard');
    await expect(textOf(await post('second', {}))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bodies).toEqual(['first', 'second']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
