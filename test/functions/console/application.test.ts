import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startConsole, type ConsoleServer } from './console-server';

describe("the console's API", () => {
  let server: ConsoleServer;
  beforeAll(async () => {
    server = await startConsole();
  });
  afterAll(() => server.stop());

  const statusOf = async (headers: Record<string, string>, method = 'GET'): Promise<number> =>
    (await fetch(`${server.url}runs`, { headers, method })).status;

  test.each([
    ['the page itself', { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' }],
    ['somebody who types its address', { 'sec-fetch-site': 'none', 'user-agent': 'Mozilla/5.0' }],
    ['a program', { 'user-agent': 'curl/8.5.0' }],
  ])('answers %s', async (_, headers) => {
    expect(await statusOf(headers)).toBe(200);
  });

  // What is read may cost, too: a look at traffic is a statement in the warehouse.
  test.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site', 'user-agent': 'Mozilla/5.0' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site', 'user-agent': 'Mozilla/5.0' }],
    ['a page by a name that leads here', { 'user-agent': 'Mozilla/5.0' }],
    ['an old browser that says nothing but from where', { origin: 'https://evil.example', 'user-agent': 'x' }],
  ])('answers nothing to %s', async (_, headers) => {
    expect(await statusOf(headers)).toBe(403);
    expect(await statusOf(headers, 'POST')).toBe(404);
  });

  test('says of what is not there that it is not', async () => {
    expect(await server.ask('nothing')).toMatchObject({ status: 404, body: { title: 'Not Found' } });
  });

  test('lets nothing run but its own, and be framed by nobody', async () => {
    const policy = (await fetch(`${server.url}runs`)).headers.get('content-security-policy')!;
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(part);
  });
});
