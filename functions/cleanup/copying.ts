/** What deploy has begun of a run at other locations, and what has not come to an end. */
import type { DeploymentRecords } from '../../core/deployment-records';
import { replicasPath } from '../../core/ledger-layout';
import { together } from '../../core/together';
import type { Run } from '../../schemas/generated/types';
import type { Replication } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

interface Deps extends Pick<StageDeps, 'ledger' | 'objects'> {
  replicationOf: OfRun<Pick<Replication, 'isUnderWay'>>;
}

/** Locations at which it is still under way. */
export async function copyingTo(run: Run, { ledger, objects, replicationOf }: Deps): Promise<string[]> {
  const record = await objects.read(ledger.artifactUri(replicasPath(run)));
  if (!record) return [];
  const { isUnderWay } = replicationOf(configurationOf(run));
  const looked = Object.entries(JSON.parse(record.text) as DeploymentRecords).map(async ([location, { begun }]) =>
    begun !== undefined && (await isUnderWay(begun)) ? [location] : [],
  );
  return (await together(looked)).flat();
}
