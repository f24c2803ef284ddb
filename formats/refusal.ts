/** Why a file is not read. */

/** Said of the file: "is packed twice"; and what to do about it. */
export interface Refusal {
  what: string;
  fix: string;
}
