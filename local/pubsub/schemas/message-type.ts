/** What a schema's definition describes. */

export type Encoding = 'JSON' | 'BINARY';

export interface MessageType {
  /** @throws Error when the data is no message of it */
  check(data: Buffer, encoding: Encoding): void;
  /** @param before the definition of the revision before @throws Error when this may not follow it */
  checkRevision(before: string): void;
}
