/** Why an answer is what it is: each step of the way back to the rows behind it is a link. */
import { useRoute } from 'preact-iso';
import { formatSeconds, formatTime } from '../../../core/quantities';
import { plural, thousands } from '../../../core/wording';
import type { AnswerTold } from '../../../functions/console/answers';
import { part } from '../../api';
import { spanInWords, type Span } from '../../../core/chain/trace';
import { Shown, useAsked } from '../../parts/asked';
import { LongText } from '../../parts/long-text';
import { examplePlace, place, runPlace, versionPlace } from '../../place';

export function AnswerPage() {
  const { id = '' } = useRoute().params;
  const asked = useAsked<AnswerTold>(`answers/${part(id)}`);
  return (
    <section>
      <h1>Answer {id}</h1>
      <Shown of={asked}>{(told) => <Told {...told} />}</Shown>
      <p class="quiet">
        <code>npx landfall why {id}</code>
      </p>
    </section>
  );
}

function Told({ answer, question, ratings, run, verdict, dataset, nearest }: AnswerTold) {
  return (
    <>
      <dl class="texts">
        <dt>Given</dt>
        <dd>
          {formatTime(answer.made_at)} · {answer.outcome ?? 'answered'} · {formatSeconds(answer.latency_ms / 1000)} ·{' '}
          {thousands(answer.input_tokens)} tokens in, {thousands(answer.output_tokens)} out
        </dd>
        <dt>Asked</dt>
        <dd>
          <LongText text={question} />
        </dd>
        <dt>Answered</dt>
        <dd>
          <LongText text={answer.text ?? '(nothing)'} />
        </dd>
        {ratings.map(({ good, comment, correction }, at) => (
          <>
            <dt key={at}>Rated</dt>
            <dd>
              {good ? 'good' : 'bad'} {comment && <LongText text={comment} />}
              {correction && <LongText text={correction} />}
            </dd>
          </>
        ))}
        <dt>Model</dt>
        <dd>
          <a href={place(`lineage/${part(answer.endpoint)}`)}>{answer.endpoint}</a>
        </dd>
        <dt>Run</dt>
        <dd>
          <a href={runPlace(answer)}>{answer.run}</a> {run === undefined && 'is gone'}
        </dd>
        {verdict && (
          <>
            <dt>Verdict</dt>
            <dd>{verdict}</dd>
          </>
        )}
        {dataset && (
          <>
            <dt>Dataset</dt>
            <dd>
              <a href={versionPlace(dataset)}>{dataset.version}</a>, {plural(dataset.train, 'training example')}
            </dd>
          </>
        )}
      </dl>
      {answer.steps && <Steps spans={JSON.parse(answer.steps) as Span[]} />}
      <h2>Training examples like the question</h2>
      <p class="quiet">What the model was taught that is like this: not what made it say it, which nobody can tell.</p>
      {nearest?.length === 0 && <p>No training example shares a word with the question.</p>}
      {nearest === undefined && <p>The version or its table is gone.</p>}
      {dataset &&
        nearest?.map(({ key, likeness, user_prompt, target }) => (
          <article key={key} class="card">
            <h3>
              <a href={examplePlace(dataset, key)}>
                <bdi>{key}</bdi>
              </a>{' '}
              <span class="quiet">alike by {likeness.toFixed(2)}</span>
            </h3>
            <LongText text={user_prompt} />
            <LongText text={target} />
          </article>
        ))}
    </>
  );
}

/** With what each gave to the next: of one that retrieves, the passages. */
function Steps({ spans }: { spans: Span[] }) {
  return (
    <>
      <h2>Steps</h2>
      {spans.map((span) => (
        <details key={span.step}>
          <summary>
            {span.step} <span class="quiet">{span.kind}</span> {spanInWords(span)}
          </summary>
          {span.reason && <LongText text={span.reason} />}
          {span.gave && <LongText text={span.gave} />}
        </details>
      ))}
    </>
  );
}
