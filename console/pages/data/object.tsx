/** A place in a source: the bytes that somebody names, with what stands around them. */
import { useLocation } from 'preact-iso';
import { formatBytes } from '../../../core/quantities';
import { thousands, visible } from '../../../core/wording';
import type { ObjectPart } from '../../../functions/console/answers';
import { part } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { place } from '../../place';

export function ObjectPage() {
  const { object = '', generation = '', start = '0', end = '0' } = useLocation().query;
  const asked = useAsked<ObjectPart>(
    `objects?object=${part(object)}&generation=${part(generation)}&start=${part(start)}&end=${part(end)}`,
  );
  return (
    <section>
      <h1>
        <bdi>{object}</bdi>
      </h1>
      <p class="quiet">
        bytes {thousands(Number(start))} to {thousands(Number(end))}, generation {generation}
      </p>
      <Shown of={asked}>{(found) => <Found {...found} />}</Shown>
    </section>
  );
}

function Found({ object, generation, size, from, until, before, text, after }: ObjectPart) {
  const at = (byte: number): string => place('object', { object, generation, start: byte, end: byte });
  return (
    <>
      <nav class="choices" aria-label="Elsewhere in this object">
        {from > 0 && <a href={at(from)}>before this</a>}
        {until < size && <a href={at(until)}>behind this</a>}
        <span class="quiet">
          {formatBytes(until - from)} of {formatBytes(size)} are shown
        </span>
      </nav>
      <pre class="long-text" dir="auto">
        {visible(before)}
        {text !== '' && <mark>{visible(text)}</mark>}
        {visible(after)}
      </pre>
    </>
  );
}
