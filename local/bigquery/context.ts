/** What every part of the local BigQuery works with. */
import type { Clock } from '../clock';
import type { Access } from '../iam/access';
import type { ObjectStore } from '../storage/object-store';
import type { Warehouse } from './store/warehouse';

/** The part of Cloud Storage that loads and exports use. */
export type Objects = Pick<ObjectStore, 'adopt' | 'create' | 'find' | 'open' | 'list'>;

export interface Context {
  warehouse: Warehouse;
  access: Access;
  readonly objects: Objects;
  clock: Clock;
  /** For files of uploads and rows on their way. */
  directory: string;
}
