/** Metrics that a judge gives: it is asked about every answer once all are there, and what it said is recorded in parts. */
import { digest } from '../../core/digest';
import type { PermanentError } from '../../core/errors';
import { answersInPart } from '../../core/ledger-layout';
import { metricsOf, type NamedMetric } from '../../core/metrics';
import type { Judged } from '../../core/metrics/metric';
import { isOfAsked } from '../../core/over-budget';
import { answerPrice } from '../../core/price';
import { percent, printable } from '../../core/wording';
import type { Judgement, PipelineSpec } from '../../schemas/generated/types';
import type { HeldOutExamples } from '../shared/evaluation/examples';
import { paidFor } from '../shared/evaluation/paid';
import { patiently } from '../shared/evaluation/patience';
import type { SubjectAnswer, SubjectAnswers } from '../shared/evaluation/recorded-answers';
import { frozenModel, type Usage } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';
import { scoredPlaces } from '../../core/verdict/pairing';

type Answers = Record<string, SubjectAnswers>;

/** As it is recorded of one answer; nothing of one that was not asked for. */
interface Judging {
  said?: string[];
  score?: number;
  usage?: Pick<Usage, 'inputTokens' | 'outputTokens'>;
}

type JudgedMetric = NamedMetric & { judged: Judged };

/** Its thoughts count too. */
const generation: PipelineSpec['generation'] = { temperature: 0, topP: 1, maxOutputTokens: 1024, stopSequences: [] };

const atOnce = 4;

/** What every judge can say something of: one that fails at another question and not at this fails because of what it is asked. */
const easy = { prompt: 'What is 1 + 1?', references: ['2'], answer: '2', rival: '3' };

export interface AllJudged {
  /** With the scores of every metric that could be measured. */
  answers: Answers;
  judgements: Judgement[];
}

/** Undefined when the time was up before all were judged: what is judged is on record. */
export async function judgeAll(
  answers: Answers,
  examples: HeldOutExamples,
  context: EvaluateContext,
): Promise<AllJudged | undefined> {
  const { metrics } = configurationOf(context.run).pipeline.evaluation;
  const judgements: Judgement[] = [];
  let judged = answers;
  for (const metric of metricsOf(metrics).filter((each): each is JudgedMetric => each.judged !== undefined)) {
    const { over } = metric.judged;
    if (over !== undefined && !answers[over]) {
      judgements.push({ ...emptyOf(metric), unmeasured: `${over} has no answers to compare with` });
      continue;
    }
    const found = await judgedBy(metric, answers, examples, context);
    if (!found) return undefined;
    if (found instanceof Error) {
      judgements.push({ ...emptyOf(metric), unmeasured: found.message });
      context.log.warning(`${metric.name} is not measured: ${found.message}`);
      continue;
    }
    const judgement = judgementOf(metric, found, scoredPlaces(Object.values(answers)), context);
    judgements.push(judgement);
    if (judgement.unmeasured === undefined) judged = withScores(judged, metric.name, found);
    else context.log.warning(`${metric.name} is not measured: ${judgement.unmeasured}`);
  }
  return { answers: judged, judgements };
}

/** Of each subject what was said of its answers; undefined when the time was up, and why where the judge cannot be asked. */
async function judgedBy(
  metric: JudgedMetric,
  answers: Answers,
  examples: HeldOutExamples,
  context: EvaluateContext,
): Promise<Record<string, Judging[]> | PermanentError | undefined> {
  const found: Record<string, Judging[]> = {};
  try {
    for (const subject of Object.keys(answers)) {
      // Compared with itself, nothing is preferred.
      const own =
        subject === metric.judged.over
          ? answers[subject]!.measured.map(() => ({ score: 0.5 }))
          : await judgeSubject(subject, metric, { answers, examples }, context);
      if (!own) return undefined;
      found[subject] = own;
    }
    return found;
  } catch (error) {
    if (!isOfAsked(error)) throw error;
    return error;
  }
}

const emptyOf = ({ name, judged: { judge } }: JudgedMetric): Judgement => ({
  metric: name,
  judge,
  asked: 0,
  unscored: 0,
});

async function judgeSubject(
  subject: string,
  { name, judged }: JudgedMetric,
  { answers, examples }: { answers: Answers; examples: HeldOutExamples },
  context: EvaluateContext,
): Promise<Judging[] | undefined> {
  const { run, deps, signal, isTimeUp } = context;
  const configuration = configurationOf(run);
  const base = frozenModel(configuration, judged.judge);
  const { generate, modelOf } = deps.generationOf(configuration);
  const paid = paidFor(generate, base, false, context.purse);
  const parts = deps.ledger.parts(run, 'evaluate');
  const rival = judged.over && answers[judged.over];
  const asked = configuration.pipeline.evaluation.metrics;
  // Production may be another model by the time that a delivery goes on: the names of its parts tell.
  // By the first: with each look there are more of them, and those judged before are the same.
  const whose = { answers: answers[subject]!.parts[0], rival: rival?.parts[0] };
  const folder = `${name}-${subject}-${digest({ asked, ...whose }).slice(0, 8)}`;
  const names = answers[subject]!.parts.map((_, part) => `judged/${folder}/${String(part).padStart(5, '0')}`);

  const judgePart = async (part: string): Promise<Judging[] | undefined> => {
    const index = names.indexOf(part);
    const texts = [answers[subject]!.parts[index]!, ...(rival ? [rival.parts[index]!] : [])];
    const [own, others] = (await parts.all<SubjectAnswer[]>(texts))!;
    const judgings: Judging[] = [];
    for (const [at, place] of examples.places.slice(index * answersInPart, (index + 1) * answersInPart).entries()) {
      signal.throwIfAborted();
      if (isTimeUp()) return undefined;
      const answer = own![at]!;
      if (answer.outcome === 'rejected' || others?.[at]!.outcome === 'rejected') {
        judgings.push({});
        continue;
      }
      const { request, references } = await examples.read(place);
      const prompt = request.turns.map(({ text }) => text).join('\n');
      const questions = judged.questions({ prompt, references, answer: answer.text, rival: others?.[at]!.text });
      const said: string[] = [];
      const usage = { inputTokens: 0, outputTokens: 0 };
      for (const question of questions) {
        const asking = { model: modelOf(base), base, request: question, generation };
        const reply = await patiently(paid, asking, async () => judged.questions(easy)[0], context);
        said.push(reply.text);
        usage.inputTokens += reply.usage.inputTokens;
        usage.outputTokens += reply.usage.outputTokens;
      }
      const score = judged.scoreOf(said);
      judgings.push({ said, usage, ...(score !== undefined && { score }) });
    }
    return judgings;
  };
  const judgings = await parts.complete(names, judgePart, (all) => all.map(shortened), { atOnce, signal, isTimeUp });
  return judgings?.flat();
}

/** What is kept of one in memory. */
const shortened = ({ said, ...others }: Judging): Judging => ({
  ...others,
  ...(said && { said: said.map((text) => text.slice(0, 200)) }),
});

/** What the judge cost, and whether it told enough. */
function judgementOf(
  metric: JudgedMetric,
  found: Record<string, Judging[]>,
  scored: number[],
  { run }: EvaluateContext,
): Judgement {
  const configuration = configurationOf(run);
  const { judge } = metric.judged;
  const all = Object.values(found);
  const told = all.flat();
  const missing = scored.filter((place) => all.some((own) => own[place]!.score === undefined));
  const { price } = frozenModel(configuration, judge);
  const amount = price && told.reduce((sum, { usage }) => sum + (usage ? answerPrice(usage, price, false) : 0), 0);
  const { maximumUnscoredShare } = configuration.pipeline.evaluation;
  const isTooMuch = scored.length === missing.length || missing.length > maximumUnscoredShare * scored.length;
  const [example] = told.flatMap(({ said, score }) => (said && score === undefined ? said : []));
  return {
    metric: metric.name,
    judge,
    asked: told.reduce((sum, { said }) => sum + (said?.length ?? 0), 0),
    unscored: missing.length,
    ...(price && { price: amount, currency: price.currency }),
    ...(isTooMuch && {
      unmeasured: `${judge} said something else than was asked for of ${missing.length} of ${scored.length} examples, which is more than ${percent(maximumUnscoredShare)}: ${JSON.stringify(printable(example ?? '', 80))}`,
    }),
  };
}

const withScores = (answers: Answers, name: string, found: Record<string, Judging[]>): Answers =>
  Object.fromEntries(
    Object.entries(answers).map(([subject, { measured, parts }]) => {
      const own = found[subject]!;
      const scoresOf = (place: number) => {
        const { score } = own[place]!;
        return score === undefined ? {} : { [name]: score };
      };
      const scored = measured.map((each, place) => ({ ...each, scores: { ...each.scores, ...scoresOf(place) } }));
      return [subject, { parts, measured: scored }];
    }),
  );
