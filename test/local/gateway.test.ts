import { afterEach, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { openGateway, type Gateway } from '../../local/gateway';

describe('the gateway', () => {
  const open: Gateway[] = [];
  const gatewayOn = async (port: number): Promise<Gateway> => {
    const gateway = await openGateway(port);
    open.push(gateway);
    return gateway;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((gateway) => gateway.close()));
  });

  test('answers 503 while the services open, and 404 for what none of them has', async () => {
    const gateway = await gatewayOn(0);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${gateway.port}${path}`)).status;
    expect(await ask('/a')).toBe(503);
    gateway.serve([
      Router().get('/a', (_request, response) => void response.json({})),
      Router().get('/b', (_request, response) => void response.json({})),
    ]);
    expect([await ask('/a'), await ask('/b'), await ask('/c')]).toEqual([200, 200, 404]);
  });

  test("keeps a connection that nobody uses as long as Google's front ends do", async () => {
    const { port } = await gatewayOn(0);
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('keep-alive')).toBe('timeout=610');
  });

  test('names a port that is taken and the command that takes another', async () => {
    const { port } = await gatewayOn(0);
    await expect(openGateway(port)).rejects.toThrow(
      `Port ${port} is in use by another program. Stop that program, or choose another port: npx landfall local --port ${port + 10}`,
    );
  });
});
