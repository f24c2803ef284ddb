/** A text of any length that nobody vouches for: inert, in its own writing direction, and cut, with a way to see more. */
import { useState } from 'preact/hooks';
import { plural, visible } from '../../core/wording';

/** Characters that are shown at first, and each time that more is asked for: so many are drawn without a delay. */
const atFirst = 2_000;

export function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(atFirst);
  const rest = text.length - shown;
  return (
    <>
      <pre class="long-text" dir="auto">
        {visible(text.slice(0, shown))}
      </pre>
      {rest > 0 && (
        <button type="button" onClick={() => setShown(shown * 2)}>
          Show more of {plural(rest, 'other character')}
        </button>
      )}
    </>
  );
}

/** The beginning of a text, within one line. */
export function ShortText({ text, longest = 200 }: { text: string; longest?: number }) {
  const line = visible(text.slice(0, longest)).replaceAll(/\s+/g, ' ');
  return (
    <bdi>
      {line}
      {text.length > longest && '…'}
    </bdi>
  );
}
