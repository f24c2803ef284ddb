/** What is remembered of a deployment until it is done: enough to go on with it after a kill. */
import type { DedicatedResources } from './resources';

export interface StoredDeployment {
  /** Of the model on the endpoint. */
  id: string;
  operation: string;
  endpoint: string;
  /** The model that is made of the weights. */
  model: string;
  displayName: string;
  /** The folder of the weights, gs://. */
  weights: string;
  resources?: DedicatedResources;
  /** Milliseconds since the epoch. */
  readyAt: number;
  /** The type of the operation's response. */
  response: string;
}
