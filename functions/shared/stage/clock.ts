/** Time as something that is passed in, so that no test waits. */

export interface Clock {
  now(): Date;
  /** Runs the task again and again until the returned function is called. */
  every(milliseconds: number, task: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  every: (milliseconds, task) => {
    const timer = setInterval(task, milliseconds);
    return () => clearInterval(timer);
  },
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
