/** A cloud in which the small sample has become a deployed model, although every object that landed was told four times. */
import { beforeAll } from '@jest/globals';
import type { RunSummary } from '../../operations/runs/summary';
import { eventually } from '../eventually';
import { pubsub } from './pubsub';
import { local } from './shared-cloud';
import { readEndState, type EndState } from './state';
import type { CommandResult } from './test-cloud';

export { local };
/** What the drop command, told to wait, came to. */
export let dropped: CommandResult;
export let summary: RunSummary;
/** Right after that. */
export let endState: EndState;

interface Message {
  data: string;
  attributes: Record<string, string>;
}

beforeAll(async () => {
  const topic = `projects/${local.cloud.status.project}/topics/dataset-landed`;
  await pubsub('PUT', 'subscriptions/a-copy', { topic });
  const dropping = local.landfall('drop', 'email-summary', ...local.files, '--batch', 'monday', '--wait', '--json');

  // What Cloud Storage said of the landing, said three times more, all at once.
  const messages: Message[] = [];
  await eventually(async () => {
    const { receivedMessages = [] } = await pubsub('POST', 'subscriptions/a-copy:pull', { maxMessages: 10 });
    for (const { message } of receivedMessages as { message: Message }[])
      messages.push({ data: message.data, attributes: message.attributes });
    return messages.length >= local.files.length;
  }, 'a notification for each file');
  await pubsub('DELETE', 'subscriptions/a-copy', {});
  await Promise.all([1, 2, 3].map(() => pubsub('POST', 'topics/dataset-landed:publish', { messages })));

  dropped = await dropping;
  summary = JSON.parse(dropped.stdout.trim().split('\n').at(-1) || '{}') as RunSummary;
  endState = await readEndState(local.cloud, 'email-summary');
});
