/** What differs between two texts, word by word. */
import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'preact/hooks';
import { Text } from './text';

/** Words that may differ: finding more takes longer than anybody waits, and shows nothing that a look does not. */
const maxEditLength = 2_000;

export function WordDifference({ before, after }: { before: string; after: string }) {
  const changes = useMemo(() => diffWordsWithSpace(before, after, { maxEditLength }), [before, after]);
  if (!changes) return <span class="quiet">Hardly a word is the same.</span>;
  return (
    <>
      {changes.map(({ value, added, removed }, at) => {
        const Kind = added ? 'ins' : removed ? 'del' : 'span';
        return (
          <Kind key={at}>
            <Text of={value} />
          </Kind>
        );
      })}
    </>
  );
}
