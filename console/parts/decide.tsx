/** What a person decides: asked first, with the command that does the same, and told when somebody else was faster. */
import { useRef, useState } from 'preact/hooks';
import { shellWord } from '../../core/shell-word';
import { post } from '../api';
import { Trouble } from './asked';

export interface DecideProps {
  /** What the button says. */
  verb: string;
  /** What is decided on, in words: it ends the sentence that begins with the verb. */
  what: string;
  /** Of the terminal, without the reason. */
  command: string;
  /** Below api/. */
  path: string;
  /** Called once it is on record. */
  onDone: () => void;
}

export function Decide({ verb, what, command, path, onDone }: DecideProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [why, setWhy] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<Error>();
  const decide = (event: Event): void => {
    event.preventDefault();
    setAsked(true);
    setProblem(undefined);
    post(path, { why })
      .then(() => {
        dialog.current?.close();
        onDone();
      }, setProblem)
      .finally(() => setAsked(false));
  };
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {verb}
      </button>
      <dialog ref={dialog} aria-label={`${verb} ${what}`}>
        <form onSubmit={decide}>
          <h2>
            {verb} <bdi>{what}</bdi>?
          </h2>
          <label>
            Why
            <textarea
              rows={3}
              maxLength={1000}
              value={why}
              onInput={({ currentTarget }) => setWhy(currentTarget.value)}
            />
          </label>
          <p class="quiet">It goes on record, with your name. The same by the terminal:</p>
          <pre class="command">
            {command}
            {why.trim() && ` --reason ${shellWord(why.trim())}`}
          </pre>
          {problem && <Trouble problem={problem} />}
          <p class="buttons">
            <button type="submit" disabled={isAsked}>
              {verb}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Leave it
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}
