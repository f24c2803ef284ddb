/** Whether the model handles what is asked otherwise than before: then it gives the answers that it gave. */
import { shareBefore, type CategoryShift } from './change';
import { signals, type SignalName } from './signals';
import { evidenceOfSpread } from './spread';

/** What an answer is, and its form. */
const said: readonly SignalName[] = ['outputCategory', 'outputFormat', 'outputLength'];

/** Answers that are as they were are taken for changed in so few alarms, however often they are looked at. */
const error = 0.01;

/** True while nothing shows that other answers are given. */
export function isHandled(changes: Partial<Record<SignalName, CategoryShift>>): boolean {
  const held = said.map((signal) => {
    const change = changes[signal];
    return change
      ? Math.exp(
          evidenceOfSpread(
            change.since,
            change.categories.map((_, at) => shareBefore(change, at)),
          ),
        )
      : 0;
  });
  return held.reduce((sum, each) => sum + each, 0) / said.length < 1 / error;
}

/** Whether a signal tells what answers are by itself, and not only what was asked. */
export const tellsOfAnswers = (signal: SignalName): boolean => said.includes(signal) || 'worth' in signals[signal];
