/** What serve works with. */
import type { Grounding, GroundingQuestion } from '../shared/grounding/grounding';
import type { Generation } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { StageDeps } from '../shared/stage/stage';
import type { Pseudonyms } from './users/pseudonyms';

export type ServeDeps = Pick<StageDeps, 'ledger' | 'objects' | 'publish' | 'clock' | 'log'> & {
  /** Of what serve remembers between requests. */
  servingBucket: string;
  generationOf: OfRun<Generation>;
  /** Writes a line of the log; resolves once the platform has its bytes. */
  print: (line: string) => Promise<void>;
  /** What a corpus says to a question. */
  groundingOf: (asked: GroundingQuestion) => Promise<Grounding>;
  /** What stands for a user in whatever is kept. */
  pseudonymOf: Pseudonyms;
  /** A UUID: of an answer, and of a request that names no user. */
  newId: () => string;
  /** Whose traces they are, the code's version, and the share of those that nobody has decided on that are kept. */
  tracing: { project: string; version: string; ratio: number };
  /** In the order of their names. */
  pipelinesInProduction: () => Promise<string[]>;
};
