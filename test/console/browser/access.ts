/** Who is let in. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { consoleProcesses, describeInBrowser, local, open } from './pages';

/** Of a service account that nobody has let in: console's own. A process has it in its environment. */
function foreignToken(pid: number): string {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return variables.find((each) => each.startsWith('LANDFALL_ACCESS_TOKEN='))!.split('=')[1]!;
}

describeInBrowser('who may not open the console', () => {
  test('sees nothing of it, neither page nor data', async () => {
    await open('.');
    const [pid] = await consoleProcesses();
    const headers = { authorization: `Bearer ${foreignToken(pid!)}` };
    for (const path of ['', 'api/pipelines', 'runs']) {
      const response = await fetch(`${local.cloud.url}/functions/console/${path}`, { headers });
      expect(response.status).toBe(403);
      const text = await response.text();
      expect(text).toContain('run.routes.invoke');
      expect(text).not.toMatch(/email-summary|<script/);
    }
  });
});
