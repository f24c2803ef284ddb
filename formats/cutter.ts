/** Where reading a file can begin, and where its rows end. */

/** The first byte of a row. */
export interface Position {
  /** Bytes before it, unpacked. */
  offset: number;
  /** Counted from 1. */
  row: number;
  line: number;
}

export const fileStart: Position = { offset: 0, row: 1, line: 1 };

/** Finds rows; it remembers where it stands, so that the bytes may come in pieces of any length. */
export interface Cutter {
  /**
   * Looks at what is there from a byte on, and stops behind the next row's end; -1 when it has not come yet.
   * @throws PermanentError when the file as a whole cannot be read
   */
  next(bytes: Buffer, from: number): number;
  /** True when the file's end is a row's end, too. @throws PermanentError when the file must not end there. */
  finish(bytes: Buffer): boolean;
  /** First byte of the row, or of what has come of it: before byte 0 when that much of it is gone already. */
  begin: number;
  /** Behind the row's last byte. */
  end: number;
  /** On which the row begins, counted from 1. */
  line: number;
}
