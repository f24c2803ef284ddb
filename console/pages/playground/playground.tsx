/** One question, several who answer: production, candidates and bases side by side. */
import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { Pipelines, Playground } from '../../../functions/console/answers';
import { part } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { place } from '../../place';
import { AnswerColumn, type Asking } from './answer-column';
import { CostOfAsking } from './cost';
import { fieldsWritten, PromptEditor, type WrittenPrompt } from './prompt-editor';

export function PlaygroundPage() {
  const { pipeline = '' } = useRoute().params;
  const { route } = useLocation();
  const pipelines = useAsked<Pipelines>('pipelines');
  return (
    <section>
      <h1>Playground</h1>
      <Shown of={pipelines}>
        {(found) => (
          <label>
            Pipeline{' '}
            <select
              value={pipeline}
              onChange={({ currentTarget: { value } }) => route(place(`playground/${part(value)}`))}
            >
              <option value="">…</option>
              {found.pipelines.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </Shown>
      {pipeline !== '' && <OfPipeline key={pipeline} pipeline={pipeline} />}
    </section>
  );
}

function OfPipeline({ pipeline }: { pipeline: string }) {
  const asked = useAsked<Playground>(`pipelines/${part(pipeline)}/playground`);
  return <Shown of={asked}>{(playground) => <Board {...playground} />}</Shown>;
}

function Board({ pipeline, subjects, prompts, sources }: Playground) {
  const { query, route } = useLocation();
  const [input, setInput] = useState<Record<string, string>>({});
  const [prompt, setPrompt] = useState<WrittenPrompt>({
    system: prompts[0]?.system ?? '',
    user: prompts[0]?.user ?? '',
  });
  const [asking, setAsking] = useState<Asking>();
  // What is asked of whom is in the address: what nobody has chosen is the first, which is production where there is one.
  const wanted = query['who']?.split(' ') ?? subjects.slice(0, 1).map(({ name }) => name);
  const chosen = subjects.filter(({ name }) => wanted.includes(name));
  const written = chosen.map((subject) =>
    subject.kind === 'base' ? { ...subject, fields: fieldsWritten(prompt) } : subject,
  );
  const fields = [...new Set(written.flatMap((subject) => subject.fields))];
  const toggle = (name: string): void => {
    const names = wanted.includes(name) ? wanted.filter((each) => each !== name) : [...wanted, name];
    route(place(`playground/${part(pipeline)}`, { who: names.join(' ') || 'nobody' }), true);
  };
  const filled = fields.some((field) => input[field]?.trim());
  return (
    <>
      <fieldset>
        <legend>Who is asked</legend>
        {subjects.map(({ name, kind, base, candidate }) => (
          <label key={name} class="choice">
            <input type="checkbox" checked={wanted.includes(name)} onChange={() => toggle(name)} />{' '}
            {kind === 'base'
              ? `${name}, as it is`
              : `${name}${kind === 'production' ? ` (${candidate})` : ''} on ${base}`}
          </label>
        ))}
        {!subjects.some(({ kind }) => kind === 'production') && (
          <p class="quiet">Nothing of {pipeline} is in production yet.</p>
        )}
      </fieldset>
      {chosen.some(({ kind }) => kind === 'base') && (
        <PromptEditor prompts={prompts} prompt={prompt} onChange={setPrompt} of={subjects.at(-1)!} />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsking({ number: (asking?.number ?? 0) + 1, pipeline, input, prompt, subjects: written, sources });
        }}
      >
        {fields.map((field) => (
          <label key={field} class="field">
            {field}
            {!written.every((subject) => subject.fields.includes(field)) && (
              <span class="quiet">
                {' '}
                (of{' '}
                {written
                  .filter((each) => each.fields.includes(field))
                  .map(({ name }) => name)
                  .join(', ')}
                )
              </span>
            )}
            <textarea
              rows={4}
              dir="auto"
              value={input[field] ?? ''}
              onInput={({ currentTarget: { value } }) => setInput({ ...input, [field]: value })}
            />
          </label>
        ))}
        <p class="choices">
          <button type="submit" disabled={written.length === 0 || !filled}>
            Ask
          </button>
          <CostOfAsking subjects={written} input={input} prompt={prompt} />
        </p>
      </form>
      {asking && (
        <div class="sides" aria-live="polite">
          {asking.subjects.map((subject) => (
            <AnswerColumn key={`${asking.number} ${subject.name}`} asking={asking} subject={subject} />
          ))}
        </div>
      )}
    </>
  );
}
