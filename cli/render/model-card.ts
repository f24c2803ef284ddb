/** A model card: what a run made, of what, how good it is and where it fails, and how to ask it, as Markdown to keep beside a model. */
import { printable, thousands, visible } from '../../core/wording';
import { candidatesOf } from '../../core/candidates';
import { verdictText } from '../../core/verdict/words';
import type { Confusion } from '../../operations/runs/confusion';
import type { Evidence } from '../../operations/runs/evidence';
import type { RunView } from '../../operations/runs/run-view';
import { verdictsOf } from '../../operations/runs/verdicts';
import { codeBlock, heading, markdownTable, markdownText as text } from './markdown';
import { lossWords } from '../../operations/runs/loss-words';
import { measurementRows } from './measurement-rows';
import { metricTitle } from '../../core/metrics/titles';
import { metricRows } from '../../operations/runs/metric-rows';
import { rolloutLines } from '../../operations/runs/rollout-lines';
import { sliceRows } from './slice-rows';
import { runPriceText } from './price-lines';

/** @param ask the command that asks the model in production; empty where it is not */
export function modelCard(view: RunView, { evidence, ask }: { evidence?: Evidence; ask: string }): string {
  const lines = [
    `# ${text(`${evidence?.candidate ?? view.pipeline} of ${view.pipeline}`)}`,
    '',
    text(introduction(view, evidence?.candidate)),
    ...heading('Model', candidateRows(view, evidence?.candidate)),
    ...heading('Data', dataLines(view)),
    ...heading('Metrics', metricLines(view)),
    ...heading('Verdicts', verdictLines(view)),
    ...heading('Slices', sliceLines(view)),
    ...heading(
      'Rollout',
      rolloutLines(view).map((line) => `- ${text(line)}`),
    ),
    ...heading('Training', trainingLines(view)),
    ...heading('Confusion', evidence?.confusion ? confusionLines(evidence.confusion) : []),
    ...heading('Known failures', evidence ? failureLines(evidence) : []),
    ...heading(
      'Price',
      (runPriceText(view) ?? '').split('\n').flatMap((line) => (line ? [`- ${text(line)}`] : [])),
    ),
    ...heading('Lineage', lineageLines(view)),
    ...heading('How to ask it', ask === '' ? [] : codeBlock(visible(ask))),
  ];
  return `${lines.join('\n')}\n`;
}

function introduction({ run, pipeline, status, createdAt, record }: RunView, candidate?: string): string {
  const { description } = record.configuration?.pipeline ?? {};
  const what = description === undefined ? '' : `${description}. `;
  return `${what}Run ${run} of ${pipeline}, begun ${createdAt.slice(0, 10)}: ${status}${candidate ? `; ${candidate} is its best candidate` : ''}.`;
}

const settingNames = [
  'kind',
  'base',
  'prompt',
  'adapterSize',
  'epochs',
  'learningRateMultiplier',
  'method',
  'beta',
  'checkpoints',
  'examples',
];

function candidateRows({ record, candidates, deployed }: RunView, best?: string): string[] {
  const settings = record.configuration ? candidatesOf(record.configuration) : [];
  const names = settingNames.filter((name) => settings.some((each) => name in each));
  const stateOf = (id: string): string =>
    id === deployed?.champion
      ? 'in production since this run'
      : (candidates.find((each) => each.id === id)?.state ?? '');
  if (settings.length === 0) return [];
  return markdownTable([
    ['candidate', ...names.map(text), 'state'],
    ...settings.map((each) => [
      each.id === best ? `**${text(each.id)}**` : text(each.id),
      ...names.map((name) => text(shownSetting(new Map(Object.entries(each)).get(name)))),
      stateOf(each.id),
    ]),
  ]);
}

const shownSetting = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function dataLines({ versioned, findings: { card } }: RunView): string[] {
  if (!versioned) return [];
  const { version, train, evaluation, validation, cardUri } = versioned;
  const splits = Object.entries({ train, evaluation, validation }).filter(([, count]) => count > 0);
  const leftOut = Object.values(card?.leftOut ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    `- Version ${text(version)}: ${splits.map(([split, count]) => `${thousands(count)} ${split}`).join(', ')}${leftOut > 0 ? `; ${thousands(leftOut)} left out` : ''}`,
    `- Card: ${text(cardUri)}`,
    `- \`npx landfall dataset ${version}\``,
  ];
}

function metricLines({ evaluated, record }: RunView): string[] {
  if (!evaluated) return [];
  const gate = record.configuration?.pipeline.deployment.gate;
  const besides = measurementRows(evaluated);
  const tables = [
    ...metricRows(evaluated).map(({ titles, rows }) => [['', ...titles], ...rows]),
    ...(besides.length > 0 ? [besides] : []),
  ].map((rows) => markdownTable(rows.map((cells) => cells.map(text))));
  const held = `On ${thousands(evaluated.examples)} held-out examples, each with half of its 95 % interval.`;
  const decides = gate ? ` ${metricTitle(gate.metric)} decides, with ${gate.minimum} as the least.` : '';
  return [`${held}${decides}`, ...tables.flatMap((lines) => ['', ...lines])];
}

function verdictLines(view: RunView): string[] {
  const verdicts = verdictsOf(view);
  const told = [...(verdicts?.all ?? []).map(verdictText), ...(verdicts?.notes ?? [])];
  return told.map((line) => `- ${text(line)}`);
}

function sliceLines({ evaluated }: RunView): string[] {
  const { rows } = evaluated ? sliceRows(evaluated, Infinity) : { rows: [] };
  return rows.length === 0 ? [] : markdownTable(rows.map((cells) => cells.map(text)));
}

const trainingLines = ({ candidates }: RunView): string[] =>
  candidates.flatMap(({ id, losses, lossesUnknown, chosen }) => {
    if (losses) return [`- ${text(id)}: ${text(lossWords(losses, chosen))}`];
    return lossesUnknown === undefined ? [] : [`- ${text(id)}: losses not known: ${text(lossesUnknown)}`];
  });

const confusionLines = ({ wanted, said, counts }: Confusion): string[] =>
  markdownTable([
    ['wanted, across what was said', ...said.map(text)],
    ...wanted.map((label, at) => [text(label), ...counts[at]!.map((count) => (count === 0 ? '' : thousands(count)))]),
  ]);

const shortened = (value: string): string => text(printable(value, 300));

function failureLines({ worst, candidate, metric, mistakes }: Evidence): string[] {
  return [
    ...worst.flatMap(({ line, prompt, target, references = [], answers }) => {
      const { text: said, scores } = answers[candidate]!;
      return [
        `- Line ${thousands(line)}, ${metricTitle(metric)} ${scores[metric]!.toFixed(2)}`,
        `  - Asked: ${shortened(prompt)}`,
        ...[target, ...references].map((each) => `  - Should be: ${shortened(each)}`),
        `  - Was: ${shortened(said || '(nothing)')}`,
      ];
    }),
    ...mistakes.map(({ target, said, count }) => `- ${text(target)} was taken for ${text(said)}: ${thousands(count)}`),
  ];
}

function lineageLines({ run, record, deployed, evaluated }: RunView): string[] {
  const { bucket, objects } = record.trigger;
  const lines = [
    ...objects.map(({ name, generation }) => `From gs://${bucket}/${name}, generation ${generation}`),
    `Configuration ${record.configuration?.digest.slice(0, 12) ?? '(none)'}, code ${record.codeVersion}`,
    ...(evaluated ? [`Every answer: ${evaluated.reportUri}`] : []),
    ...(deployed ? [`Endpoint: ${deployed.endpoint}`] : []),
    `All of it: npx landfall run ${run}`,
  ];
  return lines.map((line) => `- ${text(line)}`);
}
