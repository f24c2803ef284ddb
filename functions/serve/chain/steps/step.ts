/** What a kind of step works with. */
import type { SpecOf, KindName } from '../../../../core/chain/kinds';
import type { ChainFiles } from '../../../../schemas/generated/types';
import type { FrozenModel } from '../../../shared/models/provider';
import type { Ask, AskPlainly } from '../asking';
import type { Retrieve } from '../passages';
import type { Value } from '../values';

export interface StepCall {
  /** Aborted when nobody waits for the step any more. */
  signal: AbortSignal;
  /** Is told the step's text as it comes, where that is the caller's. */
  onText?: (piece: string) => void;
  /** A template with what it names. */
  text: (template: string) => string;
  /** What a template names that is one name alone, as it is. */
  value: (template: string) => Value;
  ask: Ask;
  askPlainly: AskPlainly;
  baseOf: (model: string) => FrozenModel;
  files: ChainFiles;
  retrieve?: Retrieve | undefined;
}

/** @throws StepTrouble, or what its models throw */
export type Perform<K extends KindName> = (spec: SpecOf<K>, call: StepCall) => Promise<Value>;
