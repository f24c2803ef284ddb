/** What a kind of step does. */
import type { KindName, SpecOf } from '../../../../core/chain/kinds';
import type { StepCall } from '../step-call';
import type { Value } from '../values';

/** @throws StepTrouble, or what its models throw */
export type Perform<K extends KindName> = (spec: SpecOf<K>, call: StepCall) => Promise<Value>;
