/** DELETE /v1/users/KEY: what serve itself keeps of somebody is gone; tables and training data are the command's. */
import { conversationsPrefix, keptAnswersPrefix } from '../../../core/serving-layout';
import type { ServeDeps } from '../deps';

/** As many objects as are removed at the same time. */
const atOnce = 20;

/** A second time there is nothing left, which is no error. */
export async function forgetUser(name: string, { objects, servingBucket, pseudonymOf }: ServeDeps): Promise<object> {
  const user = await pseudonymOf(name);
  const removeAll = async (prefix: string): Promise<number> => {
    const found = await objects.list(`gs://${servingBucket}/${prefix}`);
    for (let first = 0; first < found.length; first += atOnce)
      await Promise.all(found.slice(first, first + atOnce).map(({ uri }) => objects.remove(uri)));
    return found.length;
  };
  return {
    user,
    removed: {
      conversations: await removeAll(conversationsPrefix(user)),
      answers: await removeAll(keptAnswersPrefix(user)),
    },
    stays: 'rows of answers and ratings, and training data: npx landfall forget --user KEY removes them',
  };
}
