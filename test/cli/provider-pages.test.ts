import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPage, findingLine, patchesFor } from '../../cli/provider-pages';
import { loadCatalog } from '../../catalog';
import { checkPage, providerPages } from '../../core/retirement/page-check';

const root = join(__dirname, '../..');
const catalog = loadCatalog(root);
const source = 'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt';

/** In the form of Google's page. */
const pageWith = (flashEnds: string): string => `This page is about models.

### Gemini models

| Model ID | Release date | Retirement date | Replacement model |
|---|---|---|---|
| \`gemini-3.5-flash\` | May 19, 2026 | ${flashEnds} |   |
| \`gemini-3.5-flash-lite\` | July 21, 2026 | July 21, 2027 or later |   |
| \`gemini-3.1-flash-lite\` | May 7, 2026 | May 7, 2027 or later |   |
| \`gemini-2.5-pro\` | June 17, 2025 | October 16, 2026 | Gemini 3.5 Flash |
| \`gemini-2.5-flash\` | June 17, 2025 | October 16, 2026 | Gemini 3.5 Flash-Lite |
| \`gemini-2.5-flash-lite\` | July 22, 2025 | October 16, 2026 | Gemini 3.1 Flash-Lite |
`;

let server: Server;
let at: string;
beforeAll((done) => {
  server = createServer(({ url }, response) => {
    if (url === '/moved') response.writeHead(302, { location: '/login' }).end();
    else if (url === '/silent') return;
    else if (url === '/long') response.end('x'.repeat(4_000_001));
    else if (url === '/page') response.end(pageWith('October 1, 2027'));
    else response.writeHead(url === '/login' ? 200 : 404).end('<form>');
  }).listen(0, '127.0.0.1', () => {
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    done();
  });
});
afterAll((done) => {
  server.closeAllConnections();
  server.close(done);
});

test('the pages that are looked at are those of providers', () => {
  expect(providerPages(catalog)).toEqual([source, 'https://developers.openai.com/api/docs/deprecations']);
});

describe('a page', () => {
  test('is fetched as it is, with who answered', async () => {
    expect(await fetchPage(`${at}/page`)).toMatchObject({
      status: 200,
      answeredBy: `${at}/page`,
      text: pageWith('October 1, 2027'),
    });
    expect(await fetchPage(`${at}/gone`)).toMatchObject({ status: 404 });
    expect(await fetchPage(`${at}/moved`)).toMatchObject({ status: 200, answeredBy: `${at}/login` });
  });

  test('that nothing answers for is told with why', async () => {
    expect(await fetchPage(`${at}/silent`, 50)).toMatchObject({
      failure: expect.stringContaining('timeout') as unknown,
    });
    expect(await fetchPage(`${at}/long`)).toMatchObject({ text: '', failure: 'it is too long' });
    const nobody = await fetchPage('http://127.0.0.1:1/');
    const [found] = checkPage({ ...nobody, url: source }, catalog);
    expect(findingLine(found!)).toMatch(
      /^gemini-2\.5-flash-lite: could not read https:.*: the page could not be fetched: /,
    );
  });
});

test('a change is a patch that git applies, and after it the catalog says what the page does', async () => {
  const page = { ...(await fetchPage(`${at}/page`)), url: source, answeredBy: source };
  const findings = checkPage(page, catalog);
  expect(findings.map(({ found }) => found).toSorted()).toEqual(['proposal', ...Array<string>(5).fill('unchanged')]);
  const folder = mkdtempSync(join(tmpdir(), 'landfall-pages-'));
  try {
    cpSync(join(root, 'catalog'), join(folder, 'catalog'), { recursive: true });
    const [patch, ...others] = patchesFor(findings, folder, new Date('2027-01-05T00:00:00Z'));
    expect(others).toEqual([]);
    const said = findings.map(findingLine).join('\n');
    expect(said).toContain('gemini-3.5-flash: 2027-10-01 in place of 2027-05-19 or later: "| `gemini-3.5-flash` |');
    execFileSync('git', ['apply', '-'], { cwd: folder, input: `${said}\n${patch}` });
    const after = loadCatalog(folder);
    const [, , end] = after['gemini-3.5-flash']!.lifecycle;
    expect(end).toMatchObject({ action: 'inference', closesOn: '2027-10-01', asOf: '2027-01-05' });
    expect(end).not.toHaveProperty('orLater');
    expect({ ...after, 'gemini-3.5-flash': 0 }).toEqual({ ...catalog, 'gemini-3.5-flash': 0 });
    expect(checkPage(page, after).map(({ found }) => found)).toEqual(Array<string>(6).fill('unchanged'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
