/** Something that answers /v1/chat/completions: the model itself, serve, or another gateway before it. */

export interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
  /** Of the process that is looked at, where it is one of those that are compared. */
  pid?: number;
  stop(): Promise<void>;
}
