/** Where reading a file can begin. */

/** The first byte of a row. */
export interface Position {
  /** Bytes before it, unpacked. */
  offset: number;
  /** Counted from 1. */
  row: number;
  line: number;
}

export const fileStart: Position = { offset: 0, row: 1, line: 1 };
