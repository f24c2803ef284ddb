/** What asking may cost, before it is asked. */
import { formatDollars } from '../../../core/quantities';
import { estimatedTokens } from '../../../core/tokens';
import { plural, thousands } from '../../../core/wording';
import type { PlaygroundSubject } from '../../../functions/console/answers';
import type { WrittenPrompt } from './prompt-editor';

export function CostOfAsking(props: {
  subjects: PlaygroundSubject[];
  input: Record<string, string>;
  prompt: WrittenPrompt;
}) {
  const { subjects, input, prompt } = props;
  const tokens = subjects.map((subject) => {
    const { system, user } = subject.kind === 'base' ? prompt : subject.template;
    const texts = [system, user, ...subject.fields.map((field) => input[field] ?? '')];
    return Math.ceil(texts.reduce((sum, text) => sum + estimatedTokens(text, subject.bytesPerToken), 0));
  });
  const prices = subjects.map(({ perMillion, maxOutputTokens }, at) =>
    perMillion ? (tokens[at]! * perMillion.input + maxOutputTokens * perMillion.output) / 1e6 : undefined,
  );
  const known = prices.filter((price) => price !== undefined);
  if (subjects.length === 0) return null;
  return (
    <span class="quiet">
      About {thousands(tokens.reduce((sum, count) => sum + count, 0))} tokens are sent, by estimate; with the longest
      answers {formatDollars(known.reduce((sum, price) => sum + price, 0))}
      {known.length < subjects.length &&
        `, and what ${plural(subjects.length - known.length, 'model')} without a price by the token cost`}
      . What steps of a chain and passages add is not in it.
    </span>
  );
}
