/** What is asked of the API for a part of the page: waited for, shown, or said why not. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, get } from '../api';

export interface Asked<Answer> {
  answer?: Answer;
  problem?: Error;
  /** Asks again, and shows what was there until then. */
  again: () => void;
}

/** @param version with another one it is asked again */
export function useAsked<Answer>(path: string, version = 0): Asked<Answer> {
  const [state, setState] = useState<{ path: string; answer?: Answer; problem?: Error }>({ path });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    get<Answer>(path, leaving.signal).then(
      (answer) => setState({ path, answer }),
      (problem: Error) => {
        if (!leaving.signal.aborted) setState((before) => ({ ...before, path, problem }));
      },
    );
    return () => leaving.abort();
  }, [path, round, version]);
  const again = (): void => setRound((n) => n + 1);
  return state.path === path ? { ...state, again } : { again };
}

export function Shown<Answer>(props: { of: Asked<Answer>; children: (answer: Answer) => ComponentChildren }) {
  const { answer, problem, again } = props.of;
  if (answer) return <>{props.children(answer)}</>;
  if (!problem) return <p class="quiet">…</p>;
  return <Trouble problem={problem} again={again} />;
}

export function Trouble({ problem, again }: { problem: Error; again?: () => void }) {
  const isRefused = problem instanceof ApiProblem;
  return (
    <div class="problem" role="alert">
      <p>{isRefused ? problem.message : 'The console does not answer.'}</p>
      {isRefused && problem.fix && <p class="quiet">{problem.fix}</p>}
      {again && (
        <button type="button" onClick={again}>
          Ask again
        </button>
      )}
    </div>
  );
}
