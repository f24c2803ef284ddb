/** What one of those who are asked says, as it comes; and, of production, by which steps and from which places. */
import { useEffect, useState } from 'preact/hooks';
import { spanInWords } from '../../../core/chain/trace';
import { formatDollars, formatSeconds } from '../../../core/quantities';
import { thousands } from '../../../core/wording';
import type { PlaygroundSubject, ServedAnswer, TriedAnswer } from '../../../functions/console/answers';
import { part, stream } from '../../api';
import { Trouble } from '../../parts/asked';
import { LongText } from '../../parts/long-text';
import { place } from '../../place';
import { Feedback } from './feedback';
import { Golden } from './golden';
import type { WrittenPrompt } from './prompt-editor';
import { Sources } from './sources';

/** A question as it was when somebody asked it. */
export interface Asking {
  number: number;
  pipeline: string;
  input: Record<string, string>;
  prompt: WrittenPrompt;
  subjects: PlaygroundSubject[];
  sources: string[];
}

export function AnswerColumn({ asking, subject }: { asking: Asking; subject: PlaygroundSubject }) {
  const { pipeline, prompt } = asking;
  const { name, kind, fields } = subject;
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<TriedAnswer & Partial<ServedAnswer>>();
  const [problem, setProblem] = useState<Error>();
  const input = Object.fromEntries(fields.map((field) => [field, asking.input[field] ?? '']));
  const [path, body] =
    kind === 'production'
      ? [`pipelines/${part(pipeline)}/ask`, { input }]
      : [`pipelines/${part(pipeline)}/try`, { subject: name, input, ...(kind === 'base' && { prompt }) }];
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    stream<ServedAnswer>(path, body, (piece) => setText((before) => before + piece), signal).then(
      setAnswer,
      (error: Error) => {
        if (!signal.aborted) setProblem(error);
      },
    );
    return () => leaving.abort();
  }, []);
  return (
    <article class="card" aria-label={`Answer of ${name}`} aria-busy={!answer && !problem}>
      <h2>{name}</h2>
      <LongText text={answer?.text ?? text} />
      {problem && <Trouble problem={problem} />}
      {answer && <Told answer={answer} />}
      {answer?.steps && <Steps steps={answer.steps} />}
      {answer?.grounding && <Sources text={answer.text} grounding={answer.grounding} />}
      {answer?.id && (
        <p>
          <a href={place(`answers/${part(answer.id)}`)}>Why this answer</a>
        </p>
      )}
      {answer?.id && <Feedback pipeline={pipeline} id={answer.id} text={answer.text} />}
      {answer && <Golden input={input} answer={answer.text} pipeline={pipeline} sources={asking.sources} />}
    </article>
  );
}

function Told({ answer: { outcome, finishReason, usage, ms, price, safety } }: { answer: TriedAnswer }) {
  return (
    <dl>
      <dt>Outcome</dt>
      <dd>
        {outcome}
        {finishReason && <span class="quiet"> ({finishReason})</span>}
      </dd>
      {usage && (
        <>
          <dt>Tokens</dt>
          <dd>
            {thousands(usage.inputTokens)} in, {thousands(usage.outputTokens)} out
          </dd>
        </>
      )}
      {ms !== undefined && (
        <>
          <dt>Took</dt>
          <dd>{formatSeconds(ms / 1000)}</dd>
        </>
      )}
      {price !== undefined && (
        <>
          <dt>Cost</dt>
          <dd>{formatDollars(price)}</dd>
        </>
      )}
      {safety?.map(({ category, probability, blocked }) => (
        <>
          <dt key={category}>{category}</dt>
          <dd>
            {probability}
            {blocked && ', blocked'}
          </dd>
        </>
      ))}
    </dl>
  );
}

function Steps({ steps }: { steps: NonNullable<ServedAnswer['steps']> }) {
  return (
    <div class="table">
      <table>
        <caption>Steps</caption>
        <tbody>
          {steps.map((span) => (
            <tr key={span.step}>
              <th scope="row">{span.step}</th>
              <td>{span.kind}</td>
              <td class="number">at {formatSeconds(span.started_ms / 1000)}</td>
              <td class="number">{span.outcome === 'off' ? '' : formatSeconds(span.ms / 1000)}</td>
              <td>{spanInWords(span)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
