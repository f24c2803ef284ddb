/** Names of landed objects: which pipeline, batch and source each belongs to. */
import { ledgerFolders } from '../../core/ledger-layout';
import { printable } from '../wording';

/** PIPELINE/BATCH/SOURCE.EXT, PIPELINE/BATCH/SOURCE/PART, or the marker PIPELINE/BATCH/_SUCCESS. */
export interface LandingPath {
  pipeline: string;
  batch: string;
  /** The folder of a part, or the file's name up to its first dot; '' for the marker. */
  source: string;
  /** What stands below the source's folder; absent for a file that is a source of its own. */
  part?: string;
  isMarker: boolean;
}

/** As in schemas/pipeline.schema.json: what is named otherwise cannot be a pipeline, nor a folder of the ledger. */
const pipelineName = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;

/** Such as .DS_Store, _temporary/… and _committed_…: what tools leave beside data, by the customs of file systems and Hadoop. */
const isHidden = (segment: string) => /^[._]/.test(segment);

/** The path, or in words why the object is none of a batch's. */
export function parseLandingPath(name: string): LandingPath | string {
  const [pipeline = '', batch = '', ...rest] = name.split('/');
  if (ledgerFolders.includes(pipeline)) return `${pipeline}/ is a folder of Landfall's own`;
  if (batch === '' || rest.length === 0 || rest.join('') === '')
    return 'a landing object is named PIPELINE/BATCH/SOURCE.EXT or PIPELINE/BATCH/SOURCE/PART';
  if (!pipelineName.test(pipeline)) return `${printable(pipeline)} cannot be the name of a pipeline`;
  if (rest.length === 1 && rest[0] === '_SUCCESS') return { pipeline, batch, source: '', isMarker: true };
  if (rest.at(-1) === '') return 'it stands for a folder';
  if (rest.some(isHidden)) return 'its name begins with a dot or an underscore';
  const [first = '', ...part] = rest;
  if (part.length > 0) return { pipeline, batch, source: first, part: part.join('/'), isMarker: false };
  return { pipeline, batch, source: first.split('.')[0]!, isMarker: false };
}

/** What messages call an object: its name below the batch. */
export const shownFile = (name: string): string => printable(name.split('/').slice(2).join('/'));

/** What messages call a batch's marker, address and all else that holds a name: fit for a terminal. */
export const shownUri = (bucket: string, name: string): string => printable(`gs://${bucket}/${name}`);
