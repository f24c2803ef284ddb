/** A metric of a pipeline's own: a function in JavaScript, from a file of its folder. */
import type { MetricKind } from './metric';

export interface JavascriptOptions {
  /** Of the pipeline's folder; compiled, its text is in `code`. */
  file?: string;
  code?: string;
  better?: 'higher' | 'lower' | 'neither';
}

/** Of all answers it is the mean. */
export const javascript: MetricKind<JavascriptOptions> = {
  title: 'own metric',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'the pipeline',
  options: ['file', 'code', 'better'],
  create: ({ file, code }, name, sandbox) => {
    if ((file === undefined) === (code === undefined)) throw new Error('it has either a file or its code');
    const score = code === undefined ? undefined : sandbox?.(code, name);
    return {
      measure: (answer, references) => {
        if (!score) throw new Error(`${name} is asked without a sandbox, or before it is compiled`);
        return { score: score(answer, references) };
      },
    };
  },
};
