/** What a kind of step is to whoever checks or runs a chain: what it names, asks and gives. */
import type { ChainFiles, ChainQuestion, ChainStep } from '../../../schemas/generated/types';

/**
 * Of what a step gives. A label is a text of which there are few; passages are found texts with their numbers; lists and what is
 * JSON are no texts, but JSON has fields that may be.
 */
export type ValueType = 'text' | 'label' | 'list' | 'passages' | 'json';

/** A template of a step. */
export interface Taken {
  /** Below the step's kind. */
  path: string[];
  template: string;
  /** What may stand in it: `text` whatever can be written into a text; `items` also lists; `any` all. */
  takes: 'text' | 'items' | 'any';
}

/** A model that a step asks. */
export interface StepQuestion {
  path: string[];
  /** A base model; absent of the model in production. */
  model?: string;
  /** A file; absent of the model in production, which has its own, and of what needs none. */
  prompt?: string;
  with?: Record<string, string>;
  /** What is searched before it answers. */
  grounding?: ChainQuestion['grounding'];
  /** What its prompt may name besides: within a map. */
  within?: 'part' | 'parts';
}

export interface StepKind<Spec> {
  /** In a word. */
  title: string;
  gives: (spec: Spec) => ValueType;
  takes: (spec: Spec) => Taken[];
  asks: (spec: Spec) => StepQuestion[];
  /** The only texts that it gives. */
  labels?: (spec: Spec) => string[];
  /** The JSON Schema of what it gives. */
  schema?: (spec: Spec, files: Pick<ChainFiles, 'schemas'>) => object | undefined;
}

/** The name of a kind, and what is written below it. */
export type KindName = Exclude<keyof ChainStep, 'timeLimit' | 'attempts' | 'fallback' | 'when'>;
export type SpecOf<K extends KindName> = NonNullable<ChainStep[K]>;
