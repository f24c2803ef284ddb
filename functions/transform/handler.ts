/** transform: the clean rows of a run become a dataset version, unless one of the same content exists already. */
import type { DatasetCard, EventData } from '../../schemas/generated/types';
import type { Output } from '../shared/events';
import { configurationOf } from '../shared/ledger';
import type { StageContext } from '../shared/stage';
import { makeVersion, type TransformDeps } from './dataset-version';
import { identifyVersion } from './version';

export async function transform(
  validated: EventData['landfall.dataset.validated.v1'],
  context: StageContext<TransformDeps>,
): Promise<Output<'landfall.dataset.versioned.v1'>> {
  const { run, deps, log } = context;
  const version = identifyVersion(validated, configurationOf(run));
  const cardUri = deps.ledger.artifactUri(`datasets/${run.pipeline}/${version}/dataset.json`);

  const known = await deps.objects.read(cardUri);
  if (known) log.info(`version ${version} exists already and is used again`, { version });
  // The card is written last: a version without one is unfinished and is made again, with the same outcome.
  const card = known
    ? (JSON.parse(known.text) as DatasetCard)
    : await deps.ledger.writeOnce(cardUri, await makeVersion(version, validated.sources, context));
  for (const shard of await deps.objects.list(cardUri.replace('dataset.json', `shards/${run.run}/`))) {
    await deps.objects.remove(shard.uri);
  }

  const { trainUri, evaluationUri, train, evaluation, duplicates } = card;
  const sizes = { train, evaluation, duplicates };
  log.info(`version ${version}: ${train} to train, ${evaluation} held out, ${duplicates} duplicates left out`, sizes);
  return {
    type: 'landfall.dataset.versioned.v1',
    data: { pipeline: run.pipeline, run: run.run, version, trainUri, evaluationUri, ...sizes, cardUri },
  };
}
