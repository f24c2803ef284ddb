/** What somebody says of an answer of production: it is rated, or corrected, and may be learnt from. */
import { useState } from 'preact/hooks';
import { part, post } from '../../api';
import { Trouble } from '../../parts/asked';

export function Feedback({ pipeline, id, text }: { pipeline: string; id: string; text: string }) {
  const [correction, setCorrection] = useState<string>();
  const [said, setSaid] = useState<string>();
  const [problem, setProblem] = useState<Error>();
  const rate = (good: boolean, more: { correction?: string } = {}): void => {
    post(`pipelines/${part(pipeline)}/feedback`, { id, good, ...more }).then(
      () => {
        setProblem(undefined);
        setCorrection(undefined);
        setSaid(more.correction === undefined ? `rated ${good ? 'good' : 'bad'}` : 'corrected');
      },
      (error: Error) => setProblem(error),
    );
  };
  if (said)
    return (
      <p role="status">
        On record: {said}. <button onClick={() => setSaid(undefined)}>Say something else</button>
      </p>
    );
  return (
    <>
      <p class="choices">
        <button type="button" onClick={() => rate(true)}>
          Good
        </button>
        <button type="button" onClick={() => rate(false)}>
          Bad
        </button>
        <button type="button" onClick={() => setCorrection(text)}>
          Correct it
        </button>
      </p>
      {correction !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rate(false, { correction });
          }}
        >
          <label class="field">
            What it should have said
            <textarea
              rows={4}
              dir="auto"
              value={correction}
              onInput={({ currentTarget: { value } }) => setCorrection(value)}
            />
          </label>
          <button type="submit" disabled={correction.trim() === '' || correction === text}>
            Send the correction
          </button>
        </form>
      )}
      {problem && <Trouble problem={problem} />}
    </>
  );
}
