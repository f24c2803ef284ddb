/** A provider of models: jobs that take hours, endpoints that come of them, and bases that end on the day that is known of them. */
import type { BaseModel } from '../../catalog';
import { stateOf, type Action } from '../../catalog/lifecycle';
import { PermanentError } from '../../core/errors';
import type { RunName } from '../../core/ledger-layout';
import type {
  Endpoints,
  Generation,
  TuningFiles,
  TuningJob,
  TuningJobs,
  TuningSettings,
} from '../../functions/shared/models/provider';
import type { Clock } from '../../functions/shared/stage/clock';
import type { MemoryObjects } from '../../test/functions/fakes';
import { evenly } from '../gate/instant-pipeline';
import { tuned, untuned, type Classifier } from './classifier';

const hour = 3_600_000;

/** Four bytes are a token; Gemini's own tokenizer is not at hand. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4);

export interface Provider extends TuningJobs, Endpoints, Generation {
  /** Every job that was created, with the run that it was created for. */
  jobs: (TuningJob & { run: string })[];
  removed: ReadonlySet<string>;
  /** What the model says; undefined where nobody answers: the endpoint, or its base, is gone. */
  say(model: string, text: string): string | undefined;
}

interface World {
  clock: Clock;
  files: Pick<MemoryObjects, 'text'>;
  location: string;
  /** What is true of the bases, known or not. */
  bases: Record<string, BaseModel>;
  /** What a message is about, which a base may know without being told. */
  truth: Classifier;
}

export function createProvider({ clock, files, location, bases, truth }: World): Provider {
  const jobs: (TuningJob & { run: string; endsAt: number })[] = [];
  const removed = new Set<string>();
  const learnt = new Map<string, { base: string; says: Classifier }>();
  const isOpen = (base: string, action: Action): boolean =>
    stateOf(bases[base]!, { action, location, on: clock.now() }).state === 'open';

  const view = ({ endsAt, endpoint, model, billedTokens, ...job }: (typeof jobs)[number]): TuningJob => {
    if (job.state === 'cancelled' || clock.now().getTime() < endsAt) return job;
    const endedAt = new Date(endsAt).toISOString();
    const seconds = (endsAt - Date.parse(job.createdAt!)) / 1000;
    return { ...job, state: 'succeeded', endpoint, model, billedTokens, endedAt, seconds };
  };

  async function create(
    { run }: RunName,
    { id, base, epochs }: TuningSettings,
    { trainUri }: TuningFiles,
  ): Promise<TuningJob> {
    if (!isOpen(base, 'tuning')) throw new PermanentError(`${base} is closed to tuning`, { fix: 'name another base' });
    const number = jobs.length + 1;
    const file = files.text(trainUri)!;
    const at = clock.now();
    const endpoint = `projects/story/locations/${location}/endpoints/${number}`;
    learnt.set(endpoint, { base, says: tuned(base, file) });
    const job = {
      name: `projects/story/locations/us-central1/tuningJobs/${number}`,
      candidate: id,
      base,
      epochs,
      run,
      state: 'running' as const,
      model: `projects/story/locations/us-central1/models/${number}@1`,
      endpoint,
      checkpointEndpoints: [],
      createdAt: at.toISOString(),
      startedAt: at.toISOString(),
      endsAt: at.getTime() + (2 + evenly(`${run} ${id} hours`)) * hour,
      // A tokenizer counts a little more or less than four bytes.
      billedTokens: Math.round(tokensIn(file) * epochs * (0.9 + 0.2 * evenly(`${run} ${id} tokens`))),
    };
    jobs.push(job);
    return view(job);
  }

  function say(model: string, text: string): string | undefined {
    const own = learnt.get(model);
    const base = own?.base ?? model.replace(/^base\//, '');
    if (removed.has(model) || !bases[base] || !isOpen(base, 'inference')) return undefined;
    return own ? own.says(text) : untuned(base, truth)(text);
  }

  return {
    jobs,
    removed,
    say,
    find: async ({ run }) => jobs.filter((job) => job.run === run).map(view),
    create,
    get: async (name) => view(jobs.find((job) => job.name === name)!),
    cancel: async (name) => void (jobs.find((job) => job.name === name)!.state = 'cancelled'),
    ensure: async () => ({ answers: true }),
    remove: async (endpoint) => void removed.add(endpoint),
    modelOf: ({ id }) => `base/${id}`,
    async generate({ model, request }) {
      const { text } = request.turns.at(-1)!;
      const said = say(model, text);
      if (said === undefined) throw new PermanentError(`404: ${model} is not found`, { where: model });
      const usage = { inputTokens: tokensIn(text) + 10, outputTokens: tokensIn(said), thoughtTokens: 0 };
      return { outcome: 'answered', text: said, finishReason: 'STOP', usage };
    },
  };
}
