/** What becomes of personal data that was found: the check, and on record the examples that were put aside for it. */
import { quarantinePath } from '../../../core/ledger-layout';
import type { Check, PipelineSpec } from '../../../schemas/generated/types';
import { ruled, type Measurement } from '../../../core/checks';
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots } from '../../../core/statement';
import { jobOf } from '../../shared/warehouse/warehouse';
import { composeAll } from '../version/compose';
import type { TransformContext } from '../context';

type Rules = Pick<PipelineSpec['validation']['personalData'], 'policy' | 'threshold'>;

/** What is put aside or redacted is dealt with, however much it is; warn and fail speak up above the threshold. */
export function judgePersonalData(measurement: Measurement, { policy, threshold }: Rules): Check | undefined {
  if (policy === 'off') return undefined;
  if (policy === 'warn' || policy === 'fail') return ruled({ level: policy, threshold }, measurement);
  return ruled({ level: 'warn', threshold: 1 }, measurement);
}

/** Writes quarantine/PIPELINE/RUN/_examples.jsonl: key, origins and kinds of each example put aside, and nothing of its texts. */
export async function recordQuarantine(screened: string, { run, deps }: TransformContext): Promise<string> {
  const { sql } = configurationOf(run);
  const uri = deps.ledger.artifactUri(quarantinePath(run, '_examples'));
  const shardsOf = (job: string) => `${uri.replace(/\.jsonl$/, '')}/${job}/`;
  const job = await deps.warehouse.export(jobOf(run, 'quarantine'), (id) =>
    fillSlots(sql, 'looks/quarantine.sql', { screened, uri: `${shardsOf(id)}*.jsonl` }),
  );
  await composeAll(deps.objects, shardsOf(job), uri);
  for (const shard of await deps.objects.list(shardsOf(job))) await deps.objects.remove(shard.uri);
  return uri;
}
