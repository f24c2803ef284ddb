/** Files in the landing bucket, and the one source that the pipeline has for them. */
import { configurationPath, readRunPath, runsPrefix } from '../../../core/ledger-layout';
import type { Configuration } from '../../../schemas/generated/types';
import { pushed, type MeasuredFunctions } from '../measured-functions';
import { requireSuccess } from './input';
import { pipelineName as name } from './made-runs';

/** From now on the pipeline has one source of such rows. */
export async function oneSource(
  { ledger, objects }: MeasuredFunctions,
  schema: object,
  more: Partial<Configuration> = {},
): Promise<void> {
  const configuration = (await ledger.findConfiguration(name)) as Configuration;
  // References are to sources that it has no more.
  const emails = { ...configuration.pipeline.sources['emails']!, unique: undefined, references: undefined };
  configuration.pipeline.sources = { emails };
  configuration.rowSchemas = { emails: schema } as typeof configuration.rowSchemas;
  await objects.write(ledger.artifactUri(configurationPath(name)), JSON.stringify({ ...configuration, ...more }));
}

/** The peak of validate in MiB, and the run that it has made. @throws Error when that has not succeeded */
export async function validated(functions: MeasuredFunctions, landed: string) {
  const before = new Set((await runsOf(functions)).map(({ run }) => run));
  const peak = await functions.call('validate', { body: await announcement(functions, landed) });
  const run = (await runsOf(functions)).find((each) => !before.has(each.run));
  if (!run) throw new Error('validate has made no run');
  await requireSuccess(functions, run, 'validate');
  return { peak, run: (await functions.ledger.findRun(run))! };
}

async function runsOf({ ledger, objects }: MeasuredFunctions) {
  const listed = await objects.list(ledger.artifactUri(runsPrefix(name)));
  return listed.flatMap(({ uri }) => readRunPath(uri.split('/').slice(3).join('/')) ?? []);
}

/** What Cloud Storage says of an object that has landed. */
export async function announcement({ cloud: { storage, status } }: MeasuredFunctions, object: string): Promise<string> {
  const bucket = status.buckets.landing;
  const [{ generation, timeCreated }] = await storage.bucket(bucket).file(object).getMetadata();
  return pushed({
    attributes: {
      eventType: 'OBJECT_FINALIZE',
      eventTime: timeCreated!,
      bucketId: bucket,
      objectId: object,
      objectGeneration: String(generation),
    },
  });
}
