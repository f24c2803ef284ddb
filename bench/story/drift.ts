/** The story's alarm: so many words of a day's questions that production has never been taught. `monitor` decides it by bets of its own. */
import { requestId, type RetrainRequested } from '../../core/retraining/request';
import { percent } from '../../core/wording';
import type { Production } from '../../schemas/generated/types';
import { wordsOf } from './classifier';
import { pipeline, type Shop } from './shop';

/** Share of a day's words above which somebody is asked. */
const most = 0.15;

/** What is asked for, each time anew; asked once for a model in production, since its id is. */
export async function driftIn(shop: Shop, { run }: Production): Promise<RetrainRequested | undefined> {
  const { cloud, traffic, clock } = shop;
  const now = clock.now().toISOString();
  const dataset = (await cloud.ledger.findOutput({ pipeline, run }, 'transform'))!.data;
  const known = new Set(wordsOf(cloud.artifacts.text(dataset.trainUri)!));
  const words = traffic.of(now.slice(0, 10)).flatMap(({ text }) => wordsOf(text));
  const share = words.filter((word) => !known.has(word)).length / Math.max(words.length, 1);
  if (share <= most) return undefined;
  const { createdAt } = (await cloud.ledger.findRun({ pipeline, run }))!;
  return {
    pipeline,
    request: requestId(pipeline, 'drift', run),
    cause: 'drift',
    why: `${percent(Math.round(100 * share) / 100)} of the words of a day are none that production was taught`,
    at: now,
    evidence: { share },
    newExamples: traffic.since(createdAt),
  };
}
