/** Kills a process of an evaluation at one of its calls. */
import type { Called, ShardedEvaluation } from './sharded-evaluation';

/** Whether the process dies of this call, and, if so, whether the call is made before. */
export type Death = { isMade: boolean } | undefined;

/** @param deathAt is asked of each call of a process that lives: one that died can call nothing any more */
export function killing(evaluation: ShardedEvaluation, deathAt: (label: string) => Death): void {
  evaluation.process = (): Called => {
    let isDead = false;
    return (label, call) => {
      const die = () => {
        throw new Error('the process is dead');
      };
      // What is streamed comes to nothing with the calls around it.
      if (label.startsWith('objects.open')) return call();
      if (isDead) return Promise.resolve().then(die);
      const death = deathAt(label);
      if (!death) return call();
      isDead = true;
      return Promise.resolve(death.isMade ? call() : undefined).then(die);
    };
  };
}
