/** How something stands, in a word that is read without its color. */
const marks: Record<string, string> = {
  deployed: '✔',
  succeeded: '✔',
  'in production': '✔',
  passed: '✔',
  warned: '!',
  running: '◐',
  waiting: '◯',
  refused: '–',
  cancelled: '–',
  failed: '✘',
  'does not compile': '✘',
};

export function State({ of }: { of: string }) {
  return (
    <span class={`state ${of.replaceAll(' ', '-')}`}>
      <span aria-hidden="true">{marks[of] ?? '·'}</span> {of}
    </span>
  );
}
