/**
 * What serving adds to a model that answers at once, beside Portkey's gateway on the same machine before the same model, with every
 * answer on record. Options: --of latency|streams|growth|cold-start|balance, --turns N, --minutes N.
 */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { balanceFigures } from './balance';
import { coldStartFigures } from './cold-start';
import { growthFigures } from './growth';
import { latencyFigures, measure } from './latency';
import { startModel, type Model } from './model';
import { startPortkey } from './portkey';
import { startServe, type Serve } from './serve';
import { streamFigures } from './streams';

const streams = { count: 1000, pause: 250 };

interface Bench {
  model: Model;
  serve: Serve;
  turns: number;
  minutes: number;
}

const parts: Record<string, (bench: Bench) => Promise<Figure[]>> = {
  async latency({ model, serve, turns }) {
    const portkey = await startPortkey(model.url);
    try {
      const measured = await measure([model, serve, portkey], { turns, answers: 200, streams: 20, seconds: 1 });
      const recorded = await serve.recorded();
      const answered = measured[1]!.ids.map((id) => id.replace('chatcmpl-', ''));
      const lost = answered.filter((id) => !recorded.has(id)).length;
      const problem = lost > 0 ? 'answers are not on record' : undefined;
      return [
        ...latencyFigures(measured),
        { name: 'answers without a record, serve', value: lost, unit: `of ${answered.length}`, problem },
      ];
    } finally {
      await portkey.stop();
    }
  },
  async streams({ model, serve }) {
    model.pause(streams.pause);
    try {
      return await streamFigures(serve, streams.count);
    } finally {
      model.pause(0);
    }
  },
  growth: ({ serve, minutes }) => growthFigures(serve, minutes),
  'cold-start': ({ model, turns }) => coldStartFigures(model.url, turns),
};

/** Figures side by side; those that break a promise have their problem said. */
export async function benchServing(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      of: { type: 'string' },
      turns: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '3' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.of === 'balance') return balanceFigures();
  const names = values.of === undefined ? ['latency', 'streams', 'growth'] : [values.of];
  const model = await startModel();
  const serve = await startServe(model.url).catch(async (error: unknown) => {
    await model.stop();
    throw error;
  });
  const figures: Figure[] = [];
  try {
    for (const name of names) {
      process.stderr.write(`serving: ${name}\n`);
      const bench = { model, serve, turns: Number(values.turns), minutes: Number(values.minutes) };
      figures.push(...(await parts[name]!(bench)));
    }
  } finally {
    await serve.stop();
    await model.stop();
  }
  return figures;
}
