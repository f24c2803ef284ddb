/** How long each pipeline keeps its conversations, for the rules of their bucket. */
import type { Compiled } from '../compiler/compile';
import { conversationsEnding } from '../core/serving-layout';

/** Days since what was said last, by what the names of the pipeline's conversations end with. */
export function conversationDays(compiled: Map<string, Compiled>): Record<string, number> {
  return Object.fromEntries(
    [...compiled].flatMap(([name, one]) => {
      const history = 'configuration' in one ? one.configuration.pipeline.serving?.history : undefined;
      return history ? [[conversationsEnding(name), history.days]] : [];
    }),
  );
}
