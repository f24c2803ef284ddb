/** The signals that are watched: what each reads, and its part of what may be false alarms. */

export interface Signal {
  /** Below sql/: its rows are votes. */
  file: string;
  /** As an alarm names it. */
  title: string;
  /** Whether it tells something of questions, of answers, or of what people said of them: a new model changes the last two. */
  of: 'question' | 'answer' | 'rating';
  /** Of the false alarms that are allowed, its part beside those of the others. */
  weight: number;
  /** What tells the kinds of held-out examples apart, where these are scored: what a vote says of the question, or what was wanted. */
  scoredBy?: 'category' | 'wanted';
  /** Of each category how good an answer of it is, 0 to 1, where the category says so itself. */
  worth?: Record<string, number>;
}

const good = 'good';
const bad = 'bad';
/** A share of bad answers is two categories. */
const rate = { worth: { [good]: 1, [bad]: 0 } };

export const signals = {
  outputCategory: {
    file: 'monitor/output-category.sql',
    title: 'answer',
    of: 'answer',
    weight: 42,
    scoredBy: 'wanted',
  },
  neighbours: {
    file: 'monitor/neighbours.sql',
    title: 'nearest training examples with that answer',
    of: 'answer',
    weight: 1,
    scoredBy: 'category',
  },
  inputWords: {
    file: 'monitor/input-words.sql',
    title: 'longest word of the question',
    of: 'question',
    weight: 1,
    scoredBy: 'category',
  },
  inputCategory: { file: 'monitor/input-category.sql', title: 'fields of the question', of: 'question', weight: 1 },
  inputLanguage: {
    file: 'monitor/input-language.sql',
    title: 'language of the question',
    of: 'question',
    weight: 1,
    scoredBy: 'category',
  },
  inputLength: { file: 'monitor/input-length.sql', title: 'characters of the question', of: 'question', weight: 1 },
  outputLength: { file: 'monitor/output-length.sql', title: 'characters of the answer', of: 'answer', weight: 1 },
  outputFormat: {
    file: 'monitor/output-format.sql',
    title: 'format of the answer',
    of: 'answer',
    weight: 1,
    scoredBy: 'category',
  },
  blocked: { file: 'monitor/blocked.sql', title: 'blocked answers', of: 'answer', weight: 1, ...rate },
  empty: { file: 'monitor/empty.sql', title: 'empty answers', of: 'answer', weight: 1, ...rate },
  groundedness: {
    file: 'monitor/groundedness.sql',
    title: 'answers that sources bear out',
    of: 'answer',
    weight: 1,
    ...rate,
  },
  feedback: { file: 'monitor/feedback.sql', title: 'ratings', of: 'rating', weight: 1, ...rate },
  correction: {
    file: 'monitor/correction.sql',
    title: 'percent of the answer that was corrected',
    of: 'rating',
    weight: 1,
  },
  latency: { file: 'monitor/latency.sql', title: 'milliseconds to the answer', of: 'answer', weight: 1 },
  price: { file: 'monitor/price.sql', title: 'price of the answer, in millionths', of: 'answer', weight: 1 },
} satisfies Record<string, Signal>;

export type SignalName = keyof typeof signals;

export const signalNames = Object.keys(signals) as SignalName[];
