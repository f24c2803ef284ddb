/** How one fact of the catalog is known. */
export interface Provenance {
  source: string;
  /** Day it was read, as YYYY-MM-DD. */
  asOf: string;
  /** Why the value must not be relied on; absent when nothing speaks against it. */
  unsure?: string;
}
