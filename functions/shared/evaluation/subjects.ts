/** Who is asked for answers. */
import type { Configuration } from '../../../schemas/generated/types';

export interface Examined {
  /** base, production, the id of a candidate, or naiveSubject of a rival. */
  name: string;
  /** The endpoint or base model that is asked; of a naive rival the training examples that it is made of. */
  model: string;
}

export interface Subject extends Examined {
  /** Id of the base model that is asked, or that it was tuned on. */
  base: string;
  /** The tuned model behind the endpoint; absent where it is the base that is asked. */
  tunedModel?: string;
  /** What answers is one checkpoint of that model, and not always the one that the model's name stands for. */
  isCheckpoint?: true;
  /** Of the run that it was tuned in: its provider, and its base model as that was then. */
  configuration: Configuration;
  /** Its id in the run that it was tuned in, where it is called otherwise: production's. */
  candidate?: string;
  /** Of the prompt that it is asked with. */
  promptDigest: string;
  /** Training examples that stand before each question; absent when there are none. */
  examples?: number;
  /** Id of that run; absent when it is the one under way. */
  tunedIn?: string;
}
