/** The examples that were put aside for their personal data, on record. */
import { isExportKept } from '../version/kept-export';
import { quarantinePath } from '../../../core/ledger-layout';
import type { TransformContext } from '../context';
import { composeAll } from '../../shared/stage/compose';

/** Writes quarantine/PIPELINE/RUN/_examples.jsonl: key, origins and kinds of each example put aside, and nothing of its texts. */
export async function recordQuarantine({ run, deps, steps }: TransformContext): Promise<void> {
  const uri = deps.ledger.artifactUri(quarantinePath(run, '_examples'));
  const shardsOf = (job: string) => `${uri.replace(/\.jsonl$/, '')}/${job}/`;
  const screened = steps.tableOf('screened');
  const job = await steps.export(
    'quarantine',
    (id) => ({ file: 'looks/quarantine.sql', slots: { screened, uri: `${shardsOf(id)}*.jsonl` } }),
    (id, files) => isExportKept(deps.objects, { shards: shardsOf(id), target: uri }, files),
  );
  await composeAll(deps.objects, shardsOf(job), uri);
  for (const shard of await deps.objects.list(shardsOf(job))) await deps.objects.remove(shard.uri);
}
