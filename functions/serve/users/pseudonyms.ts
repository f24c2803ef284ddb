/** Pseudonyms of users: made with a key that is written when somebody is named for the first time. */
import { isConflict } from '../../../core/errors';
import { newPseudonymKey, pseudonymOf } from '../../../core/pseudonym';
import { pseudonymKeyPath } from '../../../core/serving-layout';
import { lazy } from '../../shared/stage/lazy';
import type { Objects } from '../../shared/stage/objects';
import { HttpProblem } from '../../shared/http/problem';

/** @throws HttpProblem 503 when the key cannot be read: what is kept of somebody under no name could never be found again */
export type Pseudonyms = (user: string) => Promise<string>;

export function createPseudonyms(objects: Pick<Objects, 'read' | 'write'>, bucket: string): Pseudonyms {
  const uri = `gs://${bucket}/${pseudonymKeyPath}`;
  const found = async (): Promise<string | undefined> => {
    const kept = await objects.read(uri);
    return kept && (JSON.parse(kept.text) as { key: string }).key;
  };
  const keyOnce = lazy(async () => {
    const key = await found();
    if (key !== undefined) return key;
    const made = newPseudonymKey();
    try {
      await objects.write(uri, JSON.stringify({ key: made }), { ifGeneration: '0' });
      return made;
    } catch (error) {
      // Another instance was first: its key is the deployment's.
      if (isConflict(error)) return (await found())!;
      throw error;
    }
  });
  return async (user) => {
    const key = await keyOnce().catch((cause: unknown) => {
      throw new HttpProblem(503, 'who the user is could not be looked up', 'ask again in a moment', { cause });
    });
    return pseudonymOf(user, key);
  };
}
