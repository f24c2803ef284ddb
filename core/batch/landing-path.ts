/** Names of landed objects: which pipeline, batch and source each belongs to. */
import { ledgerFolders } from '../ledger-layout';
import { printable } from '../wording';

/** The object that says that a batch is whole. */
export const markerName = '_SUCCESS';

/** What an object is to its batch: SOURCE.EXT, SOURCE/PART, or the marker. */
export interface BatchPath {
  /** The folder of a part, or the file's name up to its first dot; '' for the marker. */
  source: string;
  /** What stands below the source's folder; absent for a file that is a source of its own. */
  part?: string;
  isMarker: boolean;
}

/** PIPELINE/BATCH/ and what an object is to its batch. */
export interface LandingPath extends BatchPath {
  pipeline: string;
  batch: string;
}

/** As in schemas/pipeline.schema.json: what is named otherwise cannot be a pipeline, nor a folder of the ledger. */
export const pipelineName = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;

/** What browsers, copying tools and writers of log files call a file that they have not finished. */
const unfinished = /\.(tmp|temp|crdownload|part|partial|download|filepart|inprogress)$/i;

/** True of the name of a file that is not whole yet: once it is, it gets another, and is an object of its own. */
export const isUnfinished = (path: string): boolean => unfinished.test(path);

/**
 * Why a file is no data, by its name: .DS_Store, _temporary/… and _committed_…, which tools leave beside data by the customs
 * of file systems and Hadoop, and what is still being written.
 */
export function whyNoData(path: string): string | undefined {
  if (path.split('/').some((segment) => /^[._]/.test(segment))) return 'its name begins with a dot or an underscore';
  return isUnfinished(path)
    ? `it is not whole yet, says the end of its name (${unfinished.exec(path)![0]})`
    : undefined;
}

/** The source that a file is by its name: emails of emails.jsonl.gz. */
export const sourceOfFile = (name: string): string => name.split('.')[0]!;

/** The path, or in words why the object is none of a batch's. */
export function parseLandingPath(name: string): LandingPath | string {
  const [pipeline = '', batch = '', ...rest] = name.split('/');
  if (ledgerFolders.includes(pipeline)) return `${pipeline}/ is a folder of Landfall's own`;
  if (batch === '' || rest.length === 0 || rest.join('') === '')
    return 'a landing object is named PIPELINE/BATCH/SOURCE.EXT or PIPELINE/BATCH/SOURCE/PART';
  if (!pipelineName.test(pipeline)) return `${printable(pipeline)} cannot be the name of a pipeline`;
  const path = parseBatchPath(rest.join('/'));
  return typeof path === 'string' ? path : { pipeline, batch, ...path };
}

/** The same of a name below its batch. */
export function parseBatchPath(below: string): BatchPath | string {
  if (below === markerName) return { source: '', isMarker: true };
  if (below.endsWith('/')) return 'it stands for a folder';
  const why = whyNoData(below);
  if (why !== undefined) return why;
  const [first = '', ...part] = below.split('/');
  if (part.length > 0) return { source: first, part: part.join('/'), isMarker: false };
  return { source: sourceOfFile(first), isMarker: false };
}

/** An object's name below its batch: emails/part-0.jsonl of PIPELINE/BATCH/emails/part-0.jsonl. */
export const belowBatch = (name: string): string => name.split('/').slice(2).join('/');

/** What messages call an object: its name below the batch, fit for a terminal. */
export const shownFile = (name: string): string => printable(belowBatch(name));

/** What messages call a batch's marker, address and all else that holds a name: fit for a terminal. */
export const shownUri = (bucket: string, name: string): string => printable(`gs://${bucket}/${name}`);
