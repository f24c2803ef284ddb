/** What a run costs on Google Cloud, a line a candidate, and on what the figures rest. */
import type { BaseModel } from '../../catalog';
import { searchTitles } from '../../core/grounding/spec';
import type { BesidesPrice, Price, ProbingPrice, SearchingPrice, ServingPrice, TuningPrice } from '../../core/price';
import { plural, thousands } from '../../core/wording';
import { priceRun } from '../price';
import type { RunView } from '../../operations/runs/run-view';
import { labelledProse } from './run-lines';
import { formatDollars } from '../../core/quantities';

/**
 * @param label of the paragraph
 * @param tokens where the number of tokens comes from, in words
 */
export const priceParagraph = (label: string, price: Price, tokens: string): string =>
  labelledProse(label, priceText(price, tokens));

export function priceText(
  { tuning, tuned, isSearched, evaluation, serving, besides, searching, probing }: Price,
  tokens: string,
): string {
  const isWhole = tuning.length > 1 && tuning.every(({ amount }) => amount !== null);
  const lines = [
    ...tuning.map(tuningLine),
    ...(isWhole ? [`${formatDollars(tuned)}  all candidates`] : []),
    ...(isSearched ? ['by halving, were it the dearest that go on: whoever does, no more'] : []),
    ...(evaluation ? evaluationLines(evaluation) : []),
    ...(serving ?? []).flatMap(servingLine),
    ...(besides ?? []).map(besidesLine),
    ...(searching ?? []).map(searchingLine),
    ...(probing ?? []).map(probingLine),
    note(tuning, tokens),
  ];
  return lines.join('\n');
}

/** The text of the same for a run, once its tokens have been counted. */
export function runPriceText(view: RunView): string | undefined {
  const price = priceRun(view);
  const counted = `as transform counted them${leftOutHere(view)}`;
  return price && priceText(price, counted);
}

/** Google would tune on what only a model that answers in another's name does not read. */
function leftOutHere({ record, findings }: RunView): string {
  const models = (record.configuration?.baseModels ?? {}) as Record<string, Pick<BaseModel, 'answeredBy'>>;
  const [most] = (findings.transform?.checks ?? [])
    .filter(({ name, count }) => name === 'tokensPerExample' && count > 0)
    .flatMap(({ subject = '', count }) => {
      const answeredBy = models[subject]?.answeredBy;
      return answeredBy === undefined ? [] : [{ count, answeredBy }];
    })
    .toSorted((a, b) => b.count - a.count);
  return most ? `, without the ${plural(most.count, 'example')} that only ${most.answeredBy} cannot read` : '';
}

const notKnown = 'price not known';

/** "$0.86  lora-8 on gemini-3.1-flash-lite: 96,000 tokens × 3 epochs × $3.00 per million" */
function tuningLine({ id, base, tokens, epochs, perMillion, amount, comparable }: TuningPrice): string {
  const product = `${id} on ${base}: ${plural(tokens, 'token')} × ${plural(epochs, 'epoch')}`;
  if (perMillion === 0) return `$0  ${product}: tuned on this machine`;
  if (perMillion !== null && amount !== null)
    return `${formatDollars(amount)}  ${product} × ${formatDollars(perMillion)} per million`;
  const instead =
    comparable &&
    ` (${formatDollars(comparable.amount)} at the ${formatDollars(comparable.perMillion)} per million of ${comparable.base})`;
  return `${notKnown}  ${product}${instead ?? ''}`;
}

function servingLine({ base, per1000 = 0, machineHour }: ServingPrice): string[] {
  const what = machineHour === undefined ? '1,000 such answers' : 'an hour that the machine is awake';
  const amount = machineHour ?? per1000;
  return amount > 0 ? [`${formatDollars(amount)}  serving: ${what} of what is tuned on ${base}`] : [];
}

/** "$0.33 in, $2.75 out  serving: a million tokens of gemini-3.5-flash-lite, asked by the step kind" */
const besidesLine = ({ base, input, output, by }: BesidesPrice): string =>
  `${exactDollars(input)} in, ${exactDollars(output)} out  serving: a million tokens of ${base}, asked by ${by.join(', ')}`;

/** A price as it is published: "$0.275". */
const exactDollars = (amount: number): string =>
  `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;

/** "$14.00  serving: 1,000 queries of Google Search by gemini-3.5-flash, of which a prompt may take several (SOURCE, as of DATE: …)" */
function searchingLine({ base, tool, per1000, of, source, asOf, unsure }: SearchingPrice): string {
  const what = of === 'query' ? `queries of ${searchTitles[tool]}` : `prompts with ${searchTitles[tool]}`;
  const several = of === 'query' ? ', of which a prompt may take several' : '';
  const known = `${source}, as of ${asOf}${unsure === undefined ? '' : `: ${unsure}`}`;
  return `${formatDollars(per1000)}  serving: 1,000 ${what} by ${base}${several} (${known})`;
}

/** "$0.14  monitoring: at most, a month of probes of what answers on gemini-3.1-flash-lite" */
const probingLine = ({ base, month }: ProbingPrice): string =>
  `${formatDollars(month)}  monitoring: at most, a month of probes of what answers on ${base}`;

function evaluationLines({
  examples,
  answers,
  amount,
  searching,
  judging,
}: NonNullable<Price['evaluation']>): string[] {
  const asked = `evaluation: ${plural(examples, 'held-out example')} by base and candidates, ${thousands(answers)} answers`;
  const priced = (value: number | null) => (value === null ? notKnown : formatDollars(value));
  const ofJudges = judging.map(
    ({ judge, questions, amount: own }) =>
      `${priced(own)}  of it ${plural(questions, 'question')} to the judge ${judge}`,
  );
  const ofSearches =
    searching === undefined
      ? []
      : [`${priced(searching)}  of it searching, at a query for each answer: a model may take more`];
  return [`${priced(amount)}  ${asked}`, ...ofSearches, ...ofJudges];
}

/** Where the prices are from, the oldest of them first, and why they are not certain where they are not. */
function note(tuning: TuningPrice[], tokens: string): string {
  const [known] = tuning
    .flatMap(({ perMillion, provenance }) => (perMillion === 0 || !provenance ? [] : [{ ...provenance, perMillion }]))
    .toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1));
  if (!known) return `(tokens: ${tokens})`;
  // Of a price that was not found its own line says so already.
  const unsure = known.unsure === undefined || known.perMillion === null ? '' : `, ${known.unsure}`;
  return `(on Google Cloud; the local cloud bills nothing. Tokens: ${tokens}. Prices: ${known.source}, as of ${known.asOf}${unsure})`;
}
