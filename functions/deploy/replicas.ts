/** The champion at other locations, before anybody is given it: each delivery looks how far they are, and does what the next step is. */
import type { DeployedModel } from '../../core/canary/rollout';
import type { DeploymentRecords } from '../../core/deployment-records';
import { TimeUpError } from '../../core/errors';
import { replicasPath } from '../../core/ledger-layout';
import { together } from '../../core/together';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployContext } from './context';

/**
 * With its replicas, where the pipeline asks for any.
 * @throws TimeUpError until all of them answer; PermanentError when one never will
 */
export async function replicated(champion: DeployedModel, { run, deps, log }: DeployContext): Promise<DeployedModel> {
  const configuration = configurationOf(run);
  const { alsoAt } = configuration.pipeline.deployment;
  if (!alsoAt) return champion;
  const { replicate } = deps.replicationOf(configuration);
  const uri = deps.ledger.artifactUri(replicasPath(run));
  const found = await deps.objects.read(uri);
  const before = found ? (JSON.parse(found.text) as DeploymentRecords) : {};
  const looked = await together(
    alsoAt.map(async (location) => ({
      location,
      ...(await replicate(champion, location, before[location]?.begun)),
    })),
  );
  const underWay = looked.filter(({ answers }) => !answers);
  if (underWay.length === 0) return { ...champion, replicas: looked.map(({ endpoint }) => endpoint) };
  const after: DeploymentRecords = Object.fromEntries(
    underWay.map(({ location, begun }) => [location, begun === undefined ? {} : { begun }]),
  );
  if (JSON.stringify(after) !== JSON.stringify(before)) await deps.objects.write(uri, JSON.stringify(after, null, 2));
  const where = underWay.map(({ location }) => location).join(', ');
  log.info(`${champion.candidate} is being copied to ${where}`);
  throw new TimeUpError(`${champion.candidate} does not answer at ${where} yet`);
}
