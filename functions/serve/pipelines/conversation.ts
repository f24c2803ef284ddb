/** DELETE /v1/pipelines/P/conversations/ID?user=: what was said in a conversation is forgotten. */
import { removeConversation } from '../history/conversations';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';

/**
 * What is gone already is as good as removed. The rows of its answers stay: they are what landfall forget removes.
 * @throws HttpProblem 400 where nobody is named: a conversation is found by whose it is
 */
export async function deleteConversation(
  pipeline: string,
  id: string,
  user: string | undefined,
  deps: ServeDeps,
): Promise<object> {
  if (user === undefined || user === '')
    throw new HttpProblem(400, 'a conversation is somebody’s, and nobody is named', 'add ?user=… to the address');
  const found = await removeConversation({ pipeline, user: await deps.pseudonymOf(user), id }, deps);
  return { id, pipeline, deleted: found };
}
