/** The largest requests that Cloud Run lets in, and the largest that serve takes, as many at once as an instance has. */
import { parsePrompt } from '../../../core/prompt';
import type { Input } from './input';
import { makeRun, named, pipelineName as name, tunedOf } from './made-runs';

const asking = (megabytes: number): Input => ({
  of: 'serve',
  name: `20 requests of ${megabytes} MB at once`,
  async measure(functions) {
    const run = await makeRun(functions);
    const { id: candidate, base, endpoint, model } = tunedOf(functions)[0]!;
    const current = await functions.ledger.findProduction(name);
    const production = {
      ...named(run),
      candidate,
      base,
      model,
      metrics: {},
      serving: [{ endpoint, share: 1 }],
      promptDigest: parsePrompt(run.configuration!.prompt).digest,
      deployedAt: new Date().toISOString(),
    };
    await functions.ledger.replaceProduction(production, current?.generation);
    const body = JSON.stringify({ text: 'x'.repeat(megabytes * 1e6) });
    const path = `/v1/pipelines/${name}:generate`;
    return functions.call('serve', { path, body, atOnce: 20, answers: [400, 404, 413, 500, 502] });
  },
});

export const serveInputs: Input[] = [asking(31), asking(4)];
