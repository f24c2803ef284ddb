/** The way from an answer back to the rows behind it, as a page of a few paragraphs. */
import { chainLines } from './chain-lines';
import { leaderInShort, verdictsOf } from '../../operations/runs/verdicts';
import type { NearExample, Why } from '../../operations/warehouse/why';
import { candidatesOf } from '../../core/candidates';
import type { Span } from '../../core/chain/trace';
import type { SuspectPassage } from '../../core/grounding/suspicion';
import { plural, thousands, dotted } from '../../core/wording';
import { sourceLines, type ToldSources } from './source-lines';
import { formatSeconds, formatTime } from '../../core/quantities';
import { shellWord } from '../../core/shell-word';

/** Label and text of each paragraph. */
export function whyRows(why: Why): [label: string, text: string][] {
  const { answer, question, ratings, view, card } = why;
  const { id, made_at, outcome, finish_reason, latency_ms, input_tokens, output_tokens } = answer;
  const tokens = `${thousands(input_tokens)} tokens in, ${thousands(output_tokens)} out`;
  const ended = finish_reason === 'STOP' ? (outcome ?? 'answered') : `${outcome ?? 'answered'}: ${finish_reason}`;
  return [
    ['Answer', dotted(id, formatTime(made_at), ended, formatSeconds(latency_ms / 1000), tokens)],
    ...filled('Trace', answer.trace_id ? `npx landfall logs --trace ${answer.trace_id}` : ''),
    ['Asked', question],
    ['Answered', answer.text ?? '(nothing)'],
    ...filled('Tried', triedText(why)),
    ...filled('Redacted', answer.redacted ? `${answer.redacted}: tokens stand for them` : ''),
    ...filled('Steps', stepsText(answer.steps)),
    ...sourceRows(answer),
    ...filled('Filters', answer.safety ? filtersText(answer.safety) : ''),
    ...ratings.map(({ good, comment, correction }): [string, string] => [
      'Rated',
      dotted(good ? 'good' : 'bad', comment ?? false, correction !== null && `rather: ${correction}`),
    ]),
    ['Model', dotted(modelText(why), answer.endpoint)],
    ['Prompt', answer.prompt_digest.slice(0, 12)],
    ...filled('Verdict', verdictInShort(why)),
    [
      'Run',
      view
        ? `npx landfall run ${view.run}\nconfiguration ${view.record.configuration?.digest.slice(0, 12) ?? '(none)'}, code ${view.record.codeVersion}`
        : `${answer.run} is gone, and with it what the model was made of`,
    ],
    ...(card
      ? ([
          [
            'Dataset',
            `npx landfall dataset ${card.version}\n${plural(card.train, 'training example')} of ${filesText(why)}`,
          ],
        ] satisfies [string, string][])
      : []),
    ...nearestRows(why),
  ];
}

const filled = (label: string, text: string): [string, string][] => (text === '' ? [] : [[label, text]]);

const triedText = ({ answer: { attempt = 1, policy } }: Why): string =>
  attempt > 1 ? `${policy ?? 'again'}: try ${attempt}, by serving.outcomes` : '';

/** With the reason of each that failed, which no log has: it may quote what was said. */
function stepsText(steps: string | null | undefined): string {
  const spans = steps ? (JSON.parse(steps) as Span[]) : [];
  const reasons = spans.flatMap(({ step, reason }) => (reason ? [`${step}: ${reason}`] : []));
  return [...chainLines(spans), ...reasons].join('\n');
}

function sourceRows({ text, citations }: Why['answer']): [string, string][] {
  if (!citations) return [];
  const told = JSON.parse(citations) as ToldSources & { suspects?: SuspectPassage[] };
  return [
    ...filled('Sources', sourceLines(text ?? '', told).join('\n')),
    ...filled('Suspicious', (told.suspects ?? []).map(suspectText).join('\n')),
  ];
}

const suspectText = ({ object, generation, start, end, score, isLeftOut }: SuspectPassage): string =>
  dotted(`${object}#${generation}, bytes ${start} to ${end}`, `score ${score}`, isLeftOut && 'left out of the prompt');

const filtersText = (safety: string): string =>
  (JSON.parse(safety) as { category: string; probability: string; blocked?: true }[])
    .map(({ category, probability, blocked }) => `${category}: ${probability}${blocked ? ', blocked' : ''}`)
    .join('\n');

function modelText({ answer, view }: Why): string {
  const { evaluated, deployed, record } = view ?? {};
  const configuration = record?.configuration;
  const arm = answer.arm ? ` (${answer.arm}${answer.shadow ? ', unseen' : ''})` : '';
  const champion = deployed?.champion ?? (evaluated && view && verdictsOf(view)?.leader);
  const base = configuration && candidatesOf(configuration).find((each) => each.id === champion)?.base;
  if (champion === undefined || answer.policy === 'fallBack') return `${answer.model}${arm}`;
  return `${champion}${base === undefined ? '' : ` on ${base}`}${arm}`;
}

function verdictInShort({ view }: Why): string {
  const verdicts = view && verdictsOf(view);
  return verdicts ? leaderInShort(verdicts) : '';
}

const filesText = ({ card }: Why): string =>
  card!.sources
    .flatMap(({ objects }) => objects)
    .map(({ uri, generation }) => `${shellWord(uri)}#${generation}`)
    .join(', ');

/** What it was taught that is like this: not what made the model say it, which nobody can tell. */
function nearestRows({ nearest, card }: Why): [string, string][] {
  if (!card) return [];
  if (!nearest) return [['Nearest', 'the table of this version is gone: its files are still there']];
  if (nearest.length === 0) return [['Nearest', 'no training example shares a word with the question']];
  return nearest.map((example, place) => [place === 0 ? 'Nearest' : '', exampleText(example)]);
}

const exampleText = ({ key, likeness, user_prompt, target, origins }: NearExample): string =>
  [`${likeness.toFixed(2)}  ${key}: ${oneLine(user_prompt)}`, `→ ${oneLine(target)}`, ...origins].join('\n');

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};
