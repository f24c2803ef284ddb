/** What a check of examples may look at. */
import type { DatasetCard } from '../../../schemas/generated/types';
import type { TokenRatio } from '../../../core/token-ratios';
import type { HistogramRow } from './histogram';

export interface Version {
  version: string;
  /** Its own table: every selected example, with its split or the reason that it was left out. */
  dataset: string;
  /** What it was made of. */
  sources: Pick<DatasetCard['sources'][number], 'source' | 'rows' | 'objects'>[];
}

export interface Looked extends Version {
  features: string;
  histogram: Promise<HistogramRow[]>;
  /** What the models' own tokenizers make of it. */
  ratios: Promise<TokenRatio[]>;
}
