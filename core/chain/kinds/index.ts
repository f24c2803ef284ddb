/** The kinds of steps that there are, by the key that stands in pipeline.yaml. */
import type { ChainStep } from '../../../schemas/generated/types';
import { answerStep } from './answer';
import { askStep } from './ask';
import { classifyStep } from './classify';
import type { KindName, SpecOf, StepKind } from './kind';
import { mapStep } from './map';
import { repairStep } from './repair';
import { retrieveStep } from './retrieve';
import { runStep } from './run';

export type { StepQuestion, KindName, SpecOf, Taken, ValueType } from './kind';

const stepKinds: { [K in KindName]: StepKind<SpecOf<K>> } = {
  answer: answerStep,
  ask: askStep,
  map: mapStep,
  classify: classifyStep,
  retrieve: retrieveStep,
  repair: repairStep,
  run: runStep,
};

export const kindNames = Object.keys(stepKinds) as KindName[];

/** The kinds that a step names: one, if it is right. */
export const stepKindsOf = (step: ChainStep): KindName[] => kindNames.filter((name) => step[name] !== undefined);

/** Of a step that is of one kind. */
export const stepKindOf = (step: ChainStep): KindName => stepKindsOf(step)[0]!;

/** The kind of a step with what is written below it bound. */
export function describedStep(step: ChainStep) {
  const kind = stepKindOf(step);
  const spec = step[kind] as never;
  const of = stepKinds[kind] as StepKind<never>;
  return {
    kind,
    gives: of.gives(spec),
    takes: of.takes(spec),
    asks: of.asks(spec),
    labels: of.labels?.(spec),
    schemaIn: (files: Parameters<NonNullable<typeof of.schema>>[1]) => of.schema?.(spec, files),
  };
}
