/** What a run is committed to: its deployment or its cancellation. Who writes it first, once, decides between the two. */

export interface Commitment {
  to: 'deployment' | 'cancellation';
}
