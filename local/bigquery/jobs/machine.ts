/** The machine that jobs share, until one needs it for itself: then the others give way, and begin again after it. */
import { createTurns } from '../store/turns';

export class Machine {
  private readonly beside = new Map<AbortController, Promise<unknown>>();
  private readonly takeTurns = createTurns();
  /** Ends with the last of those that run alone or wait for it. */
  private taken: Promise<unknown> | undefined;

  /**
   * Runs `work` beside others. Made to give way, it begins again, the second time alone: else one that takes all there is
   * would give way to each of many and never end. `work` must keep nothing unless it resolves.
   */
  async shared<T>(work: (giveWay: AbortSignal) => Promise<T>): Promise<T> {
    for (let gaveWay = 0; gaveWay < 2; gaveWay++) {
      while (this.taken) await this.taken;
      const giveWay = new AbortController();
      const attempt = work(giveWay.signal);
      this.beside.set(giveWay, attempt);
      try {
        return await attempt;
      } catch (error) {
        if (!giveWay.signal.aborted) throw error;
      } finally {
        this.beside.delete(giveWay);
      }
    }
    return this.alone(() => work(new AbortController().signal));
  }

  /** Runs `work` once nothing else runs; what comes meanwhile waits. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.takeTurns('machine', async () => {
      for (const giveWay of this.beside.keys()) giveWay.abort();
      await Promise.allSettled(this.beside.values());
      return work();
    });
    const taken = turn.then(
      () => {},
      () => {},
    );
    this.taken = taken;
    try {
      return await turn;
    } finally {
      if (this.taken === taken) this.taken = undefined;
    }
  }
}
