/** Who is to be forgotten: by the name that callers and landed rows have for them, and by the pseudonym that Landfall has. */
import { newPseudonymKey, pseudonymOf } from '../../core/pseudonym';
import { pseudonymKeyPath } from '../../core/serving-layout';
import type { Cloud } from '../cloud';
import { readText, writeIf } from '../stored';

export interface Person {
  name: string;
  pseudonym: string;
}

/** The key is serve's; where nobody was named until now, it is made: a receipt has no other name for anybody. */
export async function findPerson(cloud: Cloud, name: string): Promise<Person> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.serving);
  for (;;) {
    const text = await readText(bucket, pseudonymKeyPath);
    if (text !== undefined) return { name, pseudonym: pseudonymOf(name, (JSON.parse(text) as { key: string }).key) };
    await writeIf(bucket, pseudonymKeyPath, { key: newPseudonymKey() }, 0);
  }
}
