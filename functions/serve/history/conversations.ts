/** Conversations as they are kept: an object each, below the pseudonym of whoever had it, changed only while it is what was read. */
import { digest } from '../../../core/digest';
import { isConflict, RetryableError } from '../../../core/errors';
import { conversationPath } from '../../../core/serving-layout';
import type { ServeDeps } from '../deps';
import { nothingSaid, type KeptConversation } from './record';

export interface ConversationName {
  pipeline: string;
  /** Pseudonym. */
  user: string;
  /** The caller's own name of it. */
  id: string;
}

/** By which its rows belong together: what callers name it is nobody's business. */
export const keyOfConversation = ({ id }: Pick<ConversationName, 'id'>): string => digest(id);

type World = Pick<ServeDeps, 'objects' | 'servingBucket'>;

const uriOf = (name: ConversationName, { servingBucket }: World): string =>
  `gs://${servingBucket}/${conversationPath(name.user, name.pipeline, keyOfConversation(name))}`;

export interface FoundConversation {
  conversation: KeptConversation;
  generation: string;
}

export async function readConversation(name: ConversationName, world: World): Promise<FoundConversation> {
  const found = await world.objects.read(uriOf(name, world));
  if (!found) return { conversation: nothingSaid, generation: '0' };
  return { conversation: JSON.parse(found.text) as KeptConversation, generation: found.generation };
}

/** As many as may ask at the same time in one conversation, and more. */
const mostConflicts = 50;

/**
 * Requests at the same time change it one after the other.
 * @param found as it was read before: it is read again only where somebody else has changed it meanwhile
 * @throws RetryableError where others were always first
 */
export async function changeConversation(
  name: ConversationName,
  found: FoundConversation,
  change: (conversation: KeptConversation) => KeptConversation,
  world: World,
): Promise<void> {
  const uri = uriOf(name, world);
  let { conversation, generation } = found;
  for (let times = 0; times < mostConflicts; times++) {
    try {
      await world.objects.write(uri, JSON.stringify(change(conversation)), { ifGeneration: generation });
      return;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    ({ conversation, generation } = await readConversation(name, world));
  }
  throw new RetryableError('the conversation is being changed all the time');
}

/** Whether there was one. */
export async function removeConversation(name: ConversationName, world: World): Promise<boolean> {
  const uri = uriOf(name, world);
  const found = await world.objects.read(uri);
  await world.objects.remove(uri);
  return found !== undefined;
}
