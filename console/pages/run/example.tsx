/** One held-out example whole: question, references and every answer, with what two of the answers differ in. */
import { subjectTitle } from '../../../core/naive';
import type { ExampleWindow, ShownExample, ShownLine } from '../../../functions/console/answers';
import { get } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { loaded } from '../../parts/loaded';
import { LongText, Text } from '../../parts/text';

const WordDifference = loaded(() => import('../../parts/word-difference').then((loaded) => loaded.WordDifference));

/** Characters of each text at first, and where all of it is asked for. */
const [beginning, most] = [4_000, 200_000];

/** @param place of the examples in their order, below api/ */
export function Example({ place, at, better, than }: { place: string; at: number; better: string; than: string }) {
  const pathOf = (longest: number): string => `${place}&from=${at}&count=1&longest=${longest}`;
  const asked = useAsked<ExampleWindow>(pathOf(beginning));
  const whole = async (pick: (example: ShownExample) => ShownLine): Promise<ShownLine> =>
    pick((await get<ExampleWindow>(pathOf(most))).examples[0]!);
  return (
    <Shown of={asked}>
      {({ examples: [example] }) =>
        example === undefined ? null : (
          <section class="opened" aria-label={`Example on line ${example.line}`}>
            <h2>Line {example.line}</h2>
            <dl class="answers">
              <dt>Asked</dt>
              <dd>
                <LongText of={example.prompt} whole={() => whole(({ prompt }) => prompt)} />
              </dd>
              {example.references.map((reference, which) => (
                <>
                  <dt>{which === 0 ? 'Wanted' : 'or'}</dt>
                  <dd>
                    <LongText of={reference} whole={() => whole(({ references }) => references[which]!)} />
                  </dd>
                </>
              ))}
              {Object.entries(example.answers).map(([subject, { text, outcome, scores, rejection }]) => (
                <>
                  <dt>
                    <Text of={subjectTitle(subject)} />
                    <span class="scores">
                      {Object.entries(scores).map(([metric, score]) => (
                        <span key={metric}>
                          {metric} {score.toFixed(2)}
                        </span>
                      ))}
                    </span>
                  </dt>
                  <dd>
                    {outcome !== 'answered' && <span class="quiet">{outcome} </span>}
                    {rejection !== undefined && <Text of={rejection} />}
                    <LongText of={text} whole={() => whole(({ answers }) => answers[subject]!.text)} />
                  </dd>
                </>
              ))}
              <Difference example={example} {...{ better, than }} />
            </dl>
          </section>
        )
      }
    </Shown>
  );
}

function Difference({
  example: { answers, references },
  better,
  than,
}: {
  example: ShownExample;
  better: string;
  than: string;
}) {
  const [own, other] = [answers[better], answers[than]];
  if (!own || !other) return null;
  const pairs: [title: string, before: string, after: string][] = [
    [`${subjectTitle(than)} → ${subjectTitle(better)}`, other.text.text, own.text.text],
    [`wanted → ${subjectTitle(better)}`, references[0]!.text, own.text.text],
  ];
  return (
    <>
      {pairs.map(([title, before, after]) => (
        <>
          <dt>
            <Text of={title} />
          </dt>
          <dd>
            <WordDifference before={before} after={after} />
          </dd>
        </>
      ))}
    </>
  );
}
