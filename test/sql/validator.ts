/** validate itself, with Google's clients, against a local BigQuery and Cloud Storage. */
import { Storage } from '@google-cloud/storage';
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../functions/shared/stage/objects';
import { defineStage } from '../../functions/shared/stage/stage';
import { createWarehouse } from '../../functions/shared/warehouse/warehouse';
import { findRuns } from '../../functions/validate/batch/find-runs';
import { validate } from '../../functions/validate/handler';
import type { Check, Configuration, StageResult, ValidationReport } from '../../schemas/generated/types';
import { createWorld, exampleRun, notification, type World } from '../functions/fakes';
import { openLocal, project, type Local } from '../local/bigquery/harness';
import { allowAll } from '../../local/iam/access';
import type { Clock } from '../../local/clock';
import { createStaging, withClock } from './forgetting';
import { sharedSql } from './shared-sql';

const landing = 'landing';
const artifacts = 'artifacts';

export interface Outcome {
  world: World;
  result: StageResult | undefined;
  report: ValidationReport | undefined;
  /** The check of that name and subject. */
  check: (name: string, subject: string) => Check | undefined;
}

export interface Validator {
  local: Local;
  objects: Objects;
  /** Deploys the example's pipeline with changes. */
  configure(change: (configuration: Configuration) => void): Promise<void>;
  /** Puts objects into a batch as anyone may, announces each, and says what became of the last. */
  drop(batch: string, files: Record<string, string | Buffer>): Promise<Outcome>;
  /** Announces an object that is there already. */
  announce(name: string): Promise<Outcome>;
  /** Load jobs that BigQuery has run. */
  loads(): Promise<string[]>;
  close(): Promise<void>;
}

/** @param clock by which BigQuery forgets; a stage has no other */
export async function openValidator(clockOfWarehouse?: Clock): Promise<Validator> {
  const local = await openLocal(allowAll, clockOfWarehouse);
  local.storage.buckets.create(project, landing, { versioning: { enabled: true } });
  local.storage.buckets.create(project, artifacts);
  await createStaging(local.client);
  const server = express().use(local.storage.router).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const storage = new Storage({ projectId: project, apiEndpoint });
  const objects = createObjects(storage);
  const ledger = createLedger({ objects, bucket: artifacts });

  const announce = async (name: string, generation?: string): Promise<Outcome> => {
    const world = withClock(createWorld(), clockOfWarehouse);
    const clock = { ...world.clock, sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
    const stage = defineStage({
      name: 'validate',
      createDeps: () => ({
        ...world,
        clock,
        objects,
        ledger,
        warehouse: createWarehouse({ bigquery: () => local.client, location: 'US', clock }),
        config: { codeVersion: '0.1.0', project, stagingDataset: 'staging' },
      }),
      findRuns,
      handle: validate,
    });
    const [live] = await objects.list(`gs://${landing}/${name}`);
    await stage(notification(landing, name, generation ?? live!.generation));
    const run = world.published[0]?.data as { pipeline: string; run: string } | undefined;
    const report = run && (await objects.read(ledger.uri(run, 'validate/report.json')));
    const read = report && (JSON.parse(report.text) as ValidationReport);
    return {
      world,
      result: run && (await ledger.findResult(run, 'validate')),
      report: read,
      check: (checkName, subject) =>
        read?.checks.find((check) => check.name === checkName && check.subject === subject),
    };
  };

  return {
    local,
    objects,
    announce,
    async configure(change) {
      const { configuration } = exampleRun((made) => {
        made.sql = sharedSql;
        change(made);
      });
      await objects.write(ledger.artifactUri('pipelines/email-summary/pipeline.json'), JSON.stringify(configuration));
    },
    async drop(batch, files) {
      let outcome: Outcome | undefined;
      for (const [file, body] of Object.entries(files)) {
        const landed = storage.bucket(landing).file(`email-summary/${batch}/${file}`);
        await landed.save(body, { resumable: false });
        outcome = await announce(landed.name, String(landed.metadata.generation));
      }
      return outcome!;
    },
    async loads() {
      const [jobs] = await local.client.getJobs({ maxResults: 1000, projection: 'full' });
      return jobs.flatMap(({ id, metadata }) => (metadata?.configuration?.load ? [id!] : []));
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await local.close();
    },
  };
}
