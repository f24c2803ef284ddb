/** Who is to be forgotten: by the name that callers and landed rows have for them, and by the pseudonym that Landfall has. */
import { newPseudonymKey, pseudonymOf } from '../../core/pseudonym';
import { pseudonymKeyPath } from '../../core/serving-layout';
import type { Cloud } from '../../operations/cloud';
import { readText, writeIf } from '../../operations/ledger/stored';

export interface Person {
  name: string;
  pseudonym: string;
}

/**
 * The key is serve's. Where nobody was named until now there is none, and nothing is kept under any: then it is made.
 * @param keep whether that one is written down: a receipt has no other name for anybody
 */
export async function findPerson(cloud: Cloud, name: string, { keep }: { keep: boolean }): Promise<Person> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.serving);
  const keyOf = (text: string): string => (JSON.parse(text) as { key: string }).key;
  const found = await readText(bucket, pseudonymKeyPath);
  if (found !== undefined) return { name, pseudonym: pseudonymOf(name, keyOf(found)) };
  const key = newPseudonymKey();
  if (!keep || (await writeIf(bucket, pseudonymKeyPath, { key }, 0)) !== undefined)
    return { name, pseudonym: pseudonymOf(name, key) };
  // serve was first.
  return findPerson(cloud, name, { keep });
}
