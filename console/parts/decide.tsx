/** A button for what a person decides, which asks first. */
import { useRef } from 'preact/hooks';
import { shellWord } from '../../core/shell-word';
import { post } from '../api';
import { Asking } from './asking';

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
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {verb}
      </button>
      <dialog ref={dialog} aria-label={`${verb} ${what}`}>
        <Asking
          heading={
            <>
              {verb} <bdi>{what}</bdi>?
            </>
          }
          verb={verb}
          command={(why) => `${command}${why && ` --reason ${shellWord(why)}`}`}
          send={(why) => post(path, { why })}
          onDone={() => {
            close();
            onDone();
          }}
          close={close}
        />
      </dialog>
    </>
  );
}
