/** The keyboard: every area by two keys, the list of keys by one. */
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { base } from '../place';

/** After g. */
const places: Record<string, [place: string, title: string]> = {
  h: ['', 'home'],
  r: ['runs', 'runs'],
  d: ['data', 'data'],
  c: ['compare', 'compare'],
  m: ['monitor', 'monitor'],
  p: ['playground', 'playground'],
};

/** Whether it is no part of a text, nor of what a browser does by itself. A dialog that has just closed keeps the focus for a moment. */
export function isForPage({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isTyping =
    target instanceof HTMLElement && target.closest('input, textarea, select, dialog[open], [contenteditable]');
  return !isTyping && !ctrlKey && !metaKey && !altKey;
}

/** On a page alone, which hears them itself. */
const ofPages: [keys: string[], title: string][] = [[['[', ']'], 'of a run: the view before, the next one']];

export function Keys() {
  const { route } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let hasGone = false;
    const hear = (event: KeyboardEvent): void => {
      if (!isForPage(event)) return;
      const { key } = event;
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
        {ofPages.map(([keys, title]) => (
          <div key={title}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
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
