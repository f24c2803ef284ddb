/** Held-out examples with every model's answer, however many: a window of them, in the report's order or by who did how much better. */
import type { File, Storage } from '@google-cloud/storage';
import { createRecent } from '../../core/recent';
import type { EvaluatedExample } from '../../schemas/generated/types';
import { linesOf, openNow, shownLine, type ShownLine, type Stretch } from '../ledger/line-windows';
import { atMost } from '../../core/at-most';
import { confusionOf, labelPairs, type Confusion, type LabelPair } from './confusion';

type Answer = EvaluatedExample['answers'][string];

export interface ShownAnswer extends Pick<Answer, 'outcome' | 'scores' | 'rejection'> {
  text: ShownLine;
}

export interface ShownExample {
  /** Its place in the order that was asked for. */
  place: number;
  /** Of the evaluation file. */
  line: number;
  prompt: ShownLine;
  /** What was wanted, and what would have been as right. */
  references: ShownLine[];
  answers: Record<string, ShownAnswer>;
}

export interface ExampleWindow {
  total: number;
  from: number;
  subjects: string[];
  metrics: string[];
  examples: ShownExample[];
}

export interface ExampleOrder {
  metric: string;
  /** Those first on which this subject did more better than the other one. */
  better: string;
  than: string;
}

export interface HeldOutReader {
  /** @throws UnknownName when the report is gone */
  read(
    reportUri: string,
    window: { from: number; count: number; longest: number; order?: ExampleOrder },
  ): Promise<ExampleWindow>;
  /** Which label the subject said where which was wanted; undefined where the targets are texts of their own. */
  confusion(reportUri: string, subject: string): Promise<Confusion | undefined>;
}

/** Where each example stands in its report, and what orders them: of 5,000 with six answers each some 2 MB. */
interface ExampleIndex {
  places: Stretch[];
  /** By subject and metric, an example each; NaN where it has none. */
  scores: Map<string, Map<string, number[]>>;
  metrics: string[];
  pairs: Map<string, LabelPair[]>;
}

/** Reports whose index is kept. */
const indexesKept = 8;
/** HeldOutReader that are read side by side. */
const atOnce = 8;

export function createExamples(storage: Storage): HeldOutReader {
  const kept = createRecent<ExampleIndex>(indexesKept);
  const open = async (reportUri: string): Promise<{ file: File; index: ExampleIndex }> => {
    const file = await openNow(storage, reportUri);
    return { file, index: await kept(`${reportUri}#${file.generation}`, () => indexOf(file)) };
  };
  return {
    async read(reportUri, { from, count, longest, order }) {
      const { file, index } = await open(reportUri);
      const places = order ? inOrder(index, order) : index.places.map((_, place) => place);
      const examples = await atMost(atOnce, places.slice(from, from + count), async (which) =>
        readExample(file, index.places[which]!),
      );
      return {
        total: places.length,
        from,
        subjects: [...index.scores.keys()],
        metrics: index.metrics,
        examples: examples.map((example, i) => asShown(example, from + i, longest)),
      };
    },
    async confusion(reportUri, subject) {
      const { index } = await open(reportUri);
      return confusionOf(index.pairs.get(subject) ?? []);
    },
  };
}

/** What evaluate writes has an example a line: each is read by itself, and none is kept. */
async function indexOf(file: File): Promise<ExampleIndex> {
  const index: ExampleIndex = { places: [], scores: new Map(), metrics: [], pairs: new Map() };
  const metrics = new Set<string>();
  let isPastHead = false;
  for await (const { text, start, end } of linesOf(file)) {
    if (!isPastHead) isPastHead = text === '  "predictions": [';
    else if (text.startsWith('    {')) {
      const example = exampleIn(text);
      const place = index.places.push({ start, end }) - 1;
      for (const [subject, { scores }] of Object.entries(example.answers)) {
        const own = index.scores.get(subject) ?? new Map<string, number[]>();
        index.scores.set(subject, own);
        for (const [metric, score] of Object.entries(scores)) {
          metrics.add(metric);
          if (!own.has(metric)) own.set(metric, []);
          own.get(metric)![place] = score;
        }
        const pairs = labelPairs([example], subject);
        if (pairs.length > 0) index.pairs.set(subject, index.pairs.get(subject) ?? []);
        index.pairs.get(subject)?.push(...pairs);
      }
    }
  }
  return { ...index, metrics: [...metrics] };
}

const exampleIn = (line: string): EvaluatedExample => JSON.parse(line.trim().replace(/,$/, '')) as EvaluatedExample;

async function readExample(file: File, stretch: Stretch): Promise<EvaluatedExample> {
  for await (const { text } of linesOf(file, stretch)) return exampleIn(text);
  throw new Error(`${file.name} is shorter than it was`);
}

/** Those without a score of either come last. */
function inOrder({ places, scores }: ExampleIndex, { metric, better, than }: ExampleOrder): number[] {
  const [ahead, behind] = [better, than].map((subject) => scores.get(subject)?.get(metric) ?? []);
  const gains = places.map((_, place) => (ahead![place] ?? NaN) - (behind![place] ?? NaN));
  const weight = (place: number): number => (Number.isNaN(gains[place]) ? -Infinity : gains[place]!);
  return places.map((_, place) => place).toSorted((a, b) => (weight(b) === weight(a) ? a - b : weight(b) - weight(a)));
}

const asShown = (
  { line, prompt, target, references = [], answers }: EvaluatedExample,
  place: number,
  longest: number,
): ShownExample => ({
  place,
  line,
  prompt: shownLine(prompt, longest),
  references: [target, ...references].map((each) => shownLine(each, longest)),
  answers: Object.fromEntries(
    Object.entries(answers).map(([subject, { text, outcome, scores, rejection }]) => [
      subject,
      { text: shownLine(text, longest), outcome, scores, ...(rejection !== undefined && { rejection }) },
    ]),
  ),
});
