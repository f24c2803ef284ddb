/** A question and its answer as a row to be held out: what monitor asks again is held-out examples, and these come from data alone. */
export function Golden(props: { input: Record<string, string>; answer: string; pipeline: string; sources: string[] }) {
  const { input, answer, pipeline, sources } = props;
  return (
    <details>
      <summary>Save as golden example</summary>
      <p>
        Golden examples are held-out examples of your data (<code>monitoring.golden</code>): the model in production is
        asked them again and again. This one becomes one as a row: give it the columns of your source, and let{' '}
        <code>training.split.column</code> say <code>evaluation</code> of it.
      </p>
      <pre class="long-text">{JSON.stringify({ ...input, target: answer, split: 'evaluation' })}</pre>
      <p>
        <code>
          npx landfall drop {pipeline} --add --source {sources[0]}=rows.jsonl
        </code>
      </p>
    </details>
  );
}
