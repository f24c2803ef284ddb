/** Text from data, models or people: what is in it is shown, whatever it says or would do. */
import { useState } from 'preact/hooks';
import { plural, visible } from '../../core/wording';
import type { ShownLine } from '../../functions/console/answers';

/** Each stands by itself: its direction is its own, and turns nothing around it. */
export const Text = ({ of }: { of: string }) => (
  <bdi class="text" dir="auto">
    {visible(of)}
  </bdi>
);

/**
 * One of which there is more than its beginning.
 * @param whole asks for all of it, as far as a page may hold it
 */
export function LongText({ of, whole }: { of: ShownLine; whole: () => Promise<ShownLine> }) {
  const [all, setAll] = useState<{ of: ShownLine; text: ShownLine }>();
  const { text, left } = all?.of === of ? all.text : of;
  return (
    <>
      <Text of={text} />
      {left !== undefined && (
        <>
          …{' '}
          <button type="button" class="link" onClick={() => void whole().then((found) => setAll({ of, text: found }))}>
            {plural(left, 'more character')}
          </button>
        </>
      )}
    </>
  );
}
