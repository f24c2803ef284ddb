/** The shop of the story: its pipeline as it is deployed, its callers, and what its people type. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog, type BaseModel } from '../../catalog';
import { loadModelPrices } from '../../catalog/prices';
import { compilePipeline } from '../../compiler/compile';
import { PipelineProblems } from '../../core/problem';
import type { Approval } from '../../core/approval';
import { approvalPath, configurationPath, waitingPath } from '../../core/ledger-layout';
import { repositoryRoot } from '../../core/root';
import {
  findRequest,
  requestEvent,
  requestedIn,
  withRequest,
  type RetrainRequested,
} from '../../core/retraining/request';
import type { Configuration, Production, RetrainingRequest } from '../../schemas/generated/types';
import { artifacts, createFakeClock, createMemoryObjects, type FakeClock } from '../../test/functions/fakes';
import { createCloud, type Cloud } from './cloud';
import { messageOf, type Message } from './messages';
import type { Fate } from './process';
import { createProvider, type Provider } from './provider';
import { Traffic, usualCallers, type Callers } from './traffic';

export const pipeline = 'shop-intents';
const region = 'us-central1';
const location = 'us';

/** Files of sql/ that a function looks for by name; what they say is played. */
const statements = [
  'rollout/exposures.sql',
  ...['new-answers', 'new-examples', 'new-examples-by-user'].map((name) => `monitor/${name}.sql`),
];

export interface Opening {
  seed: string;
  /** A Monday, YYYY-MM-DD. */
  start: string;
  fate: Fate;
  callers?: Partial<Callers>;
  /** What is true of the bases, whoever knows it. */
  bases?: Record<string, BaseModel>;
}

export interface Shop {
  cloud: Cloud;
  clock: FakeClock;
  provider: Provider;
  traffic: Traffic;
  production(): Promise<Production | undefined>;
  requests(): Promise<RetrainingRequest[]>;
  /** The folder goes out with what is known of the bases by then. @param base that it names in place of its own */
  deploy(known: Record<string, BaseModel>, base?: string): Promise<void>;
  drop(batch: string, rows: Message[]): void;
  ask(request: RetrainRequested): void;
  approve(request: string, by: string): Promise<void>;
  /** The canary about which a person is asked; undefined while nobody is. */
  undecided(): Promise<NonNullable<Production['canary']> | undefined>;
  decide(run: string, decision: Approval['decision'], by: string): Promise<void>;
}

export function openShop({ seed, start, fate, callers, bases = loadCatalog(repositoryRoot()) }: Opening): Shop {
  const clock = createFakeClock(`${start}T00:00:00.000Z`);
  const files = createMemoryObjects(clock);
  const messages = new Map<string, string>();
  const provider = createProvider({ clock, files, location, bases, truth: (text) => messages.get(text) ?? '' });
  const traffic = new Traffic({ ...usualCallers, ...callers, seed }, provider);
  const cloud = createCloud({ seed, clock, fate, region, artifacts: files, provider, traffic });
  const { ledger } = cloud;

  return {
    cloud,
    clock,
    provider,
    traffic,
    production: async () => (await ledger.findProduction(pipeline))?.value,
    requests: async () => (await ledger.findRetraining(pipeline))?.value.requests ?? [],
    async deploy(known, base) {
      const configuration = compiled(known, clock.now(), base);
      await files.write(`gs://${artifacts}/${configurationPath(pipeline)}`, JSON.stringify(configuration));
    },
    drop(batch, rows) {
      for (const { text, intent } of rows) messages.set(text, intent);
      cloud.drop(`${pipeline}/${batch}/messages.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    ask: (request) => cloud.publish(requestEvent(request, '/landfall/monitor')),
    async undecided() {
      const canary = (await ledger.findProduction(pipeline))?.value.canary;
      if (!canary || !files.text(ledger.artifactUri(waitingPath({ pipeline, run: canary.run }, 'canary'))))
        return undefined;
      return (await ledger.findApproval({ pipeline, run: canary.run }, 'canary')) ? undefined : canary;
    },
    async decide(run, decision, by) {
      const answer: Approval = { decision, by, at: clock.now().toISOString() };
      await ledger.writeOnce(ledger.artifactUri(approvalPath({ pipeline, run }, 'canary')), answer);
    },
    async approve(id, by) {
      const { value, generation } = (await ledger.findRetraining(pipeline))!;
      const decision = { decision: 'approved' as const, by, at: clock.now().toISOString() };
      const own = { ...findRequest(value, id)!, decision };
      await ledger.replaceRetraining(withRequest(value, own), generation);
      cloud.publish({ ...requestEvent(requestedIn(pipeline, own), '/landfall/cli'), again: true });
    },
  };
}

/** @param recent share of them in new words */
export const messagesOf = (name: string, count: number, recent = 0): Message[] =>
  Array.from({ length: count }, (_, n) => messageOf(`${name} ${n}`, recent));

function compiled(catalog: Record<string, BaseModel>, on: Date, base?: string): Configuration {
  const root = repositoryRoot();
  const sql = Object.fromEntries(statements.map((file) => [file, readFileSync(join(root, 'sql', file), 'utf8')]));
  const directory = mkdtempSync(join(tmpdir(), 'landfall-story-'));
  try {
    cpSync(join(root, 'bench/story/pipelines'), directory, { recursive: true });
    const file = join(directory, pipeline, 'pipeline.yaml');
    if (base) writeFileSync(file, readFileSync(file, 'utf8').replace(/base: [\w.-]+/, `base: ${base}`));
    const made = compilePipeline(directory, pipeline, 'pipelines', {
      catalog,
      embeddingModels: {},
      prices: loadModelPrices(root),
      sql,
      codeVersion: 'story',
      deployment: { region, on },
      replaceRetired: [],
    });
    if ('configuration' in made) return made.configuration;
    throw new PipelineProblems('problems' in made ? made.problems : []);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
