/** How training went, in words. */
import { checkpointInWords } from '../../core/checkpoints';
import { thousands } from '../../core/wording';
import type { Losses } from '../../schemas/generated/types';
import type { CandidateView } from './candidates';

type Curve = Losses['training'];

/** "training 2.10 at step 1, 0.41 at step 402; validation 0.55 at its lowest, at step 268, 0.61 at the end; asked at checkpoint 2 of 3, …" */
export function lossWords({ training, validation }: Losses, chosen?: CandidateView['chosen']): string {
  const at = ({ loss, step }: Curve[number]): string => `${loss.toFixed(2)} at step ${thousands(step)}`;
  const [first, last] = [training[0], training.at(-1)];
  const lowest = validation.toSorted((a, b) => a.loss - b.loss)[0];
  const parts = [
    ...(first && last ? [`training ${first === last ? at(first) : `${at(first)}, ${at(last)}`}`] : []),
    ...(lowest
      ? [
          lowest.step === validation.at(-1)!.step
            ? `validation ${at(lowest)}, its lowest`
            : `validation ${lowest.loss.toFixed(2)} at its lowest, at step ${thousands(lowest.step)}, ${validation.at(-1)!.loss.toFixed(2)} at the end`,
        ]
      : ['no validation split']),
    ...(chosen ? [`asked at ${checkpointInWords(chosen)}`] : []),
  ];
  return parts.join('; ');
}
