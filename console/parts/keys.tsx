/** The keyboard: every area by two keys, the list of keys by one. */
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { base } from '../place';

/** After g. */
const places: Record<string, [place: string, title: string]> = {
  h: ['', 'home'],
  r: ['runs', 'runs'],
  d: ['data', 'data'],
};

export function Keys() {
  const { route } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let hasGone = false;
    const hear = (event: KeyboardEvent): void => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      const isTyping = target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]');
      if (isTyping || ctrlKey || metaKey || altKey) return;
      if (key === '?') dialog.current?.showModal();
      const place = hasGone ? places[key] : undefined;
      hasGone = key === 'g';
      if (place) route(base + place[0]);
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [route]);
  return (
    <dialog ref={dialog} aria-label="Keys">
      <h2>Keys</h2>
      <dl class="keys">
        {Object.entries(places).map(([key, [, title]]) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>this list</dd>
        </div>
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
