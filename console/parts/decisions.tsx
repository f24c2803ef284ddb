/** What a person may decide on a run: each asks first, and shows the command that does the same. */
import { useRef, useState } from 'preact/hooks';
import { shellWord } from '../../core/shell-word';
import { stageNames } from '../../core/stages';
import type { Choice, RunNow } from '../../functions/console/answers';
import { part, post } from '../api';
import { Asking } from './asking';

interface Words {
  title: string;
  /** What comes of it. */
  follows: (run: RunNow) => string;
  isGrave?: true;
}

/** Of a run under way it is its canary that may be gone back from. */
const hasCanary = ({ status, choices }: RunNow): boolean => status === 'running' && choices.includes('rollback');

const words: Record<Choice, Words> = {
  approve: {
    title: 'Approve',
    follows: (run) =>
      hasCanary(run)
        ? 'The canary passes a step a minute. What is shown to be worse meanwhile goes back all the same.'
        : 'The candidate is judged against what is in production by then, and deployed, within a minute.',
  },
  reject: {
    title: 'Reject',
    follows: (run) =>
      `The ${hasCanary(run) ? 'canary goes back, and the ' : ''}run ends refused; production stays as it is.`,
    isGrave: true,
  },
  cancel: {
    title: 'Cancel',
    follows: () =>
      'The run ends, and what it has under way is stopped; production stays as it is. Tuning that has begun may be billed.',
    isGrave: true,
  },
  rollback: {
    title: 'Roll back',
    follows: (run) =>
      hasCanary(run)
        ? `The canary of ${run.pipeline} ends, and the run with it: all requests go to what is in production.`
        : `The model before is production of ${run.pipeline} again, with its prompt. Requests follow within two seconds.`,
    isGrave: true,
  },
  replay: {
    title: 'Replay',
    follows: ({ status }) =>
      status === 'running'
        ? 'The stage hears once more what has started it, within a minute. What has ended is not done again: it says once more what came of it.'
        : 'A run that has ended stays as it is: its batch is dropped once more, as a run of its own, with the pipeline as it is deployed now.',
  },
};

export function Decisions({ run }: { run: RunNow }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [choice, setChoice] = useState<Choice>();
  const open = (next: Choice): void => {
    setChoice(next);
    dialog.current?.showModal();
  };
  if (run.choices.length === 0) return null;
  return (
    <div class="decisions" role="group" aria-label="Decide">
      {run.choices.map((each) => (
        <button key={each} type="button" class={words[each].isGrave ? 'grave' : ''} onClick={() => open(each)}>
          {words[each].title}…
        </button>
      ))}
      <dialog ref={dialog} aria-labelledby="decision" onClose={() => setChoice(undefined)}>
        {choice && <Deciding key={choice} run={run} choice={choice} close={() => dialog.current?.close()} />}
      </dialog>
    </div>
  );
}

function Deciding({ run, choice, close }: { run: RunNow; choice: Choice; close: () => void }) {
  const { title, follows, isGrave } = words[choice];
  const [from, setFrom] = useState('');
  const reached = run.stages
    .filter(({ state }) => state === 'succeeded' || state === 'running')
    .map(({ name }) => name);
  return (
    <Asking
      heading={`${title}: run ${run.run}`}
      id="decision"
      verb={title}
      isGrave={isGrave === true}
      command={(why) => commandFor(run, choice, { why, from })}
      send={(why) => {
        const { path, body } = requestFor(run, choice, { why, from });
        return post(path, body);
      }}
      onDone={close}
      close={close}
    >
      <p>{follows(run)}</p>
      {choice === 'replay' && run.status === 'running' && (
        <label>
          From
          <select value={from} onChange={({ currentTarget }) => setFrom(currentTarget.value)}>
            <option value="">the stage that it is in</option>
            {stageNames
              .filter((name) => reached.includes(name))
              .map((name) => (
                <option key={name}>{name}</option>
              ))}
          </select>
        </label>
      )}
    </Asking>
  );
}

interface Said {
  why: string;
  from: string;
}

function requestFor({ pipeline, run }: RunNow, choice: Choice, { why, from }: Said): { path: string; body: object } {
  const place = `pipelines/${part(pipeline)}`;
  if (choice === 'rollback') return { path: `${place}/rollback`, body: { why, from: run } };
  return { path: `${place}/runs/${part(run)}/${choice}`, body: { why, ...(from && { from }) } };
}

function commandFor({ pipeline, run }: RunNow, choice: Choice, { why, from }: Said): string {
  const what = choice === 'rollback' ? `${shellWord(pipeline)} --from ${run}` : run;
  const stage = from ? ` --from ${from}` : '';
  return `npx landfall ${choice} ${what}${stage}${why ? ` --reason ${shellWord(why)}` : ''}`;
}
