/** The cloud of a story: buckets that announce what is dropped, functions with topics between them, and a clock that goes by the hour. */
import { canaryStep } from '../../core/canary/steps';
import { monitor } from '../../core/functions';
import { gsUri, parseGsUri } from '../../core/gs-uri';
import { stages } from '../../core/stages';
import { encodeEvent, type Event, type PushedMessage } from '../../functions/shared/stage/events';
import { createLedger, type Ledger } from '../../functions/shared/stage/ledger';
import { createLog } from '../../functions/shared/stage/log';
import type { Objects } from '../../functions/shared/stage/objects';
import { createFakeBatches } from '../../test/functions/fake-batches';
import { noLosses } from '../../test/functions/fake-tuning';
import {
  artifacts,
  createMemoryObjects,
  delivery,
  landing,
  type FakeClock,
  type MemoryObjects,
} from '../../test/functions/fakes';
import { functions, type Deps, type FunctionName } from './functions';
import { startProcess, type Fate, type Process } from './process';
import type { Provider } from './provider';
import { createTopics, type Delivered } from './topics';
import type { Traffic } from './traffic';

const [minute, hour] = [60_000, 3_600_000];

export interface Cloud {
  ledger: Ledger;
  artifacts: MemoryObjects;
  publish(event: Event): void;
  /** A person puts a file into the landing bucket. */
  drop(name: string, text: string): void;
  /** Lets an hour pass, with all that falls due in it. */
  hour(): Promise<void>;
}

export interface Surroundings {
  seed: string;
  clock: FakeClock;
  fate: Fate;
  region: string;
  artifacts: MemoryObjects;
  provider: Provider;
  traffic: Traffic;
}

export function createCloud({ seed, clock, fate, region, provider, traffic, ...buckets }: Surroundings): Cloud {
  const landed = createMemoryObjects(clock);
  const bucketOf = (uri: string): MemoryObjects => (uri.startsWith(`gs://${landing}/`) ? landed : buckets.artifacts);
  const objects: Objects = {
    read: (uri) => bucketOf(uri).read(uri),
    write: (uri, ...rest) => bucketOf(uri).write(uri, ...rest),
    remove: (uri, ...rest) => bucketOf(uri).remove(uri, ...rest),
    list: (prefix, ...rest) => bucketOf(prefix).list(prefix, ...rest),
    openRead: (uri, ...rest) => bucketOf(uri).openRead(uri, ...rest),
    openWrite: (uri) => bucketOf(uri).openWrite(uri),
    compose: (sources, target, ...rest) => bucketOf(target).compose(sources, target, ...rest),
    async copy(source, target) {
      const isThere = landed.text(target) !== undefined;
      await landed.copy(source, target);
      if (!isThere) await announce(target);
    },
  };
  const ledger = createLedger({ objects, bucket: artifacts });
  const topics = createTopics(seed, clock, deliver);
  let processes = 0;

  async function announce(uri: string): Promise<void> {
    const { bucket, name } = parseGsUri(uri);
    const { generation } = (await landed.read(uri))!;
    const attributes = { eventType: 'OBJECT_FINALIZE', bucketId: bucket, objectId: name, objectGeneration: generation };
    topics.send('validate', { attributes }, uri);
  }

  /** In a process of its own. */
  async function deliver(hearer: FunctionName, message: PushedMessage): Promise<Delivered> {
    const process = startProcess(hearer, fate);
    const how = await functions[hearer](depsOf(process))(delivery(message)).then(
      () => 'taken' as const,
      () => 'failed' as const,
    );
    return process.isDead() ? 'died' : how;
  }

  function depsOf(process: Process): Deps {
    const own = process.objects(objects);
    const answers = {
      hasEnded: async () => true,
      append: async () => {},
      async ask<Row>({ params }: { params?: object }): Promise<Row[]> {
        const { since, maximum_per_user } = params as { since: string; maximum_per_user?: number };
        return [{ new_examples: traffic.since(since, maximum_per_user) }] as Row[];
      },
      async query<Row>({ labels }: { labels: Record<string, string> }): Promise<Row[]> {
        if (labels['landfall-step'] !== canaryStep) throw new Error('the story has no other rows than exposures');
        const production = await ledger.findProduction(labels['landfall-pipeline']!);
        return traffic.exposures(production!.value.canary!) as Row[];
      },
    };
    const tuningJobs = {
      ...provider,
      create: process.recording(
        (...asked: Parameters<Provider['create']>) => provider.create(...asked),
        ({ run }, { id }) => `tuning job ${run} ${id}`,
      ),
    };
    return {
      objects: own,
      ledger: createLedger({ objects: own, bucket: artifacts }),
      clock,
      log: createLog({}, clock, () => {}),
      publish: process.recording(
        async (event: Event) => topics.publish(event),
        ({ id, type }) => `${type} ${id}`,
      ),
      holder: `process ${(processes += 1)}`,
      config: { codeVersion: 'story', project: 'story', dataset: 'landfall', region },
      warehouse: { ...answers, until: () => answers },
      evaluationsTable: 'story.landfall.evaluations',
      tableOf: (table: string) => `story.landfall.${table}`,
      tuningOf: () => tuningJobs,
      lossesOf: noLosses,
      endpointsOf: () => provider,
      generationOf: () => provider,
      batchOf: createFakeBatches(buckets.artifacts).batchOf,
      replicationOf: () => ({ replicate: noReplicas, isUnderWay: noReplicas, removeCopy: noReplicas }),
      ratedBefore: (at: string) => traffic.before(at),
    } as unknown as Deps;
  }

  function tick(hearer: FunctionName, type: Event['type']): void {
    const time = clock.now().toISOString();
    const { data, ...message } = encodeEvent({ id: time, source: '/scheduler', type, time, data: {} } as Event);
    topics.send(hearer, { ...message, data: data.toString('base64') }, `${hearer} ${time}`);
  }

  /** A canary waits for a day's requests, and is looked at by the hour. */
  async function isUnderWay(): Promise<boolean> {
    const marks = await objects.list(`gs://${artifacts}/inflight/`);
    const waiting = marks.filter(({ uri }) => !uri.includes('/retention/'));
    return !topics.isEmpty() || waiting.some(({ uri }) => !buckets.artifacts.text(uri)!.includes('"canary"'));
  }

  return {
    ledger,
    artifacts: buckets.artifacts,
    publish: (event) => topics.publish(event),
    drop(name, text) {
      const uri = gsUri({ bucket: landing, name });
      landed.put(uri, text);
      void announce(uri);
    },
    async hour() {
      const end = Math.floor(clock.now().getTime() / hour + 1) * hour;
      tick('monitor', monitor.hears);
      while (clock.now().getTime() < end) {
        tick('watch', stages.watch.hears);
        await topics.deliverDue();
        const left = Math.max(0, end - clock.now().getTime());
        await clock.advance((await isUnderWay()) ? Math.min(minute, left) : left);
      }
    },
  };
}

const noReplicas = () => Promise.reject(new Error('the story has one location'));
