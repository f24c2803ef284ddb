/** Asks before something is done that goes on record: for the reason, with the command that does the same; says who was faster. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Trouble } from './asked';

export interface AskingProps {
  heading: ComponentChildren;
  /** Of the heading, by which a dialog may be named. */
  id?: string;
  /** What the button says. */
  verb: string;
  isGrave?: boolean;
  /** Of the terminal. @param why without spaces around it; may be empty */
  command: (why: string) => string;
  /** @throws ApiProblem */
  send: (why: string) => Promise<unknown>;
  /** Called once it is on record. */
  onDone: () => void;
  close: () => void;
  /** What comes of it, and what else is asked. */
  children?: ComponentChildren;
}

export function Asking({ heading, id, verb, isGrave, command, send, onDone, close, children }: AskingProps) {
  const [why, setWhy] = useState('');
  const [isUnderWay, setUnderWay] = useState(false);
  const [problem, setProblem] = useState<Error>();
  const decide = (event: Event): void => {
    event.preventDefault();
    setUnderWay(true);
    setProblem(undefined);
    send(why)
      .then(onDone, setProblem)
      .finally(() => setUnderWay(false));
  };
  return (
    <form onSubmit={decide}>
      <h2 id={id}>{heading}</h2>
      {children}
      <label>
        Why
        <textarea rows={3} maxLength={1000} value={why} onInput={({ currentTarget }) => setWhy(currentTarget.value)} />
      </label>
      <p class="quiet">It goes on record, with your name. The same by the terminal:</p>
      <pre class="command">{command(why.trim())}</pre>
      {problem && <Trouble problem={problem} />}
      <p class="buttons">
        <button type="submit" class={isGrave ? 'grave' : ''} disabled={isUnderWay}>
          {verb}
        </button>
        <button type="button" onClick={close}>
          Leave it
        </button>
      </p>
    </form>
  );
}
