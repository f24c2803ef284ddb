/** The table of all corpora's passages: index fills it, retrieval asks it. */
import type { Config } from '../stage/config';

export const passagesTable = ({ project, dataset }: Pick<Config, 'project' | 'dataset'>): string =>
  `${project}.${dataset}.passages`;
