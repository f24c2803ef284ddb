/** The part of the object store that jobs need: files to read, and room for what they leave. */
export interface Objects {
  /** The file that holds an object's content. @throws when there is no such object. */
  onePath(bucket: string, name: string): Promise<string>;
  /** @throws when there is no such bucket. */
  create(bucket: string, name: string, content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<unknown>;
}
