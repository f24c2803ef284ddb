/** The champion as production remembers it: its model, with what serving needs beside it. */
import type { DeployedModel } from '../../core/canary/rollout';
import { promptOf } from '../../core/candidates';
import type { EventData, Run } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';

type Evaluated = EventData['landfall.model.evaluated.v1'];

export function championOf(run: Run, { candidates, metrics }: Evaluated, championId: string): DeployedModel {
  const { id, base, endpoint, model } = candidates.find((each) => each.id === championId)!;
  const configuration = configurationOf(run);
  const { digest: promptDigest } = promptOf(id, configuration);
  return { run: run.run, candidate: id, base, endpoint, model, promptDigest, metrics: metrics[id]! };
}
