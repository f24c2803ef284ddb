/** A dead letter whose run has to be found among all of its pipeline. */
import { atMost } from '../../../core/at-most';
import { triggerPath } from '../../../core/ledger-layout';
import type { Configuration } from '../../../schemas/generated/types';
import { pushed } from '../measured-functions';
import { uploadsAtOnce, type Input } from './input';
import { pipelineName as name, runOf } from './made-runs';

const runs = 1000;

export const buryInputs: Input[] = [
  {
    of: 'bury',
    name: `an object among ${runs} runs of its pipeline`,
    async measure(functions) {
      const { ledger, objects, cloud } = functions;
      const configuration = (await ledger.findConfiguration(name)) as Configuration;
      await atMost(
        uploadsAtOnce,
        Array.from({ length: runs }, (_, index) => index),
        async (index) => {
          const run = runOf(functions, index, configuration);
          const object = { source: 'emails', name: objectOf(index), generation: '1', timeCreated: run.createdAt };
          const made = { ...run, trigger: { ...run.trigger, objects: [object] } };
          await objects.write(ledger.artifactUri(triggerPath(name, String(index))), JSON.stringify(made, null, 2));
        },
      );
      const attributes = {
        eventType: 'OBJECT_FINALIZE',
        bucketId: cloud.status.buckets.landing,
        objectId: objectOf(runs - 1),
        objectGeneration: '1',
        CloudPubSubDeadLetterSourceSubscription: 'validate',
        CloudPubSubDeadLetterSourceDeliveryCount: '10',
        CloudPubSubDeadLetterSourceTopicPublishTime: '2026-01-01T00:00:00Z',
      };
      const peak = await functions.call('bury', { body: pushed({ attributes }) });
      const buried = await ledger.findResult(runOf(functions, runs - 1, configuration), 'validate');
      if (buried?.status !== 'failed') throw new Error('bury has not found the run');
      return peak;
    },
  },
];

const objectOf = (index: number) => `${name}/batch-${index}/emails.jsonl`;
