/** What each sentence of an answer rests on: a link to the place in the source. */
import type { ServedAnswer } from '../../../functions/console/answers';
import { ShortText } from '../../parts/long-text';
import { place } from '../../place';

type Grounding = NonNullable<ServedAnswer['grounding']>;

export function Sources({ text, grounding }: { text: string; grounding: Grounding }) {
  const { corpora, sentences } = grounding;
  return (
    <>
      <h3>Sources</h3>
      <p class="quiet">{corpora.map(({ corpus, version }) => `${corpus} ${version}`).join(', ')}</p>
      <ul>
        {sentences.map(({ start, end, support, citations }) => (
          <li key={start}>
            <ShortText text={text.slice(start, end)} longest={80} />{' '}
            {citations.length === 0 && (
              <span class={support === 'none' ? 'quiet' : 'warned'}>
                {support === 'none' ? 'says nothing to be cited' : 'rests on nothing'}
              </span>
            )}
            <ul>
              {citations.map((citation, at) => (
                <li key={at}>
                  <CitedPlace citation={citation} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}

function CitedPlace({ citation }: { citation: Grounding['sentences'][number]['citations'][number] }) {
  if ('object' in citation) {
    const { object, generation, start, end, quote } = citation;
    return (
      <a href={place('object', { object, generation, start, end })}>
        <ShortText text={quote} longest={120} />
      </a>
    );
  }
  // An address that a model has found may lead anywhere: it is shown, and followed by nobody by mistake.
  return <ShortText text={citation.title ?? citation.uri ?? 'a source without a name'} />;
}
