/** What makes a batch whole: its sources, a marker where those do not say so, and no more objects than a run can read. */
import type { PipelineSpec } from '../../schemas/generated/types';
import type { BatchPath } from './landing-path';

/** A statement over a run's sources names each object's table, and BigQuery takes a thousand of those at most. */
export const mostObjects = 500;

/** A pipeline's sources, as far as a batch's completeness goes. */
export type SourceRules = Record<string, { required: boolean }>;

/** True when the pipeline reads files of that name. */
export const isSource = ({ sources }: { sources: SourceRules }, source: string): boolean =>
  Object.hasOwn(sources, source);

/** The sources that a batch must have and has not. */
export const missingSources = ({ sources }: { sources: SourceRules }, data: { source: string }[]): string[] =>
  Object.keys(sources).filter(
    (source) => sources[source]!.required && !data.some((object) => object.source === source),
  );

type Data = Pick<BatchPath, 'part'>;

const isPart = ({ part }: Data): boolean => part !== undefined;
export const hasParts = (data: Data[]): boolean => data.some(isPart);

/** True when the sources alone do not say when a batch is complete. */
export const needsMarker = ({ batch }: Pick<PipelineSpec, 'batch'>, data: Data[]): boolean =>
  batch.complete === 'marker' || hasParts(data);

/** A source of a batch is one file or a folder of parts, never two of these. */
export const isOneSource = (data: Data[]): boolean => data.length < 2 || data.every(isPart);
