/** The splits of a dataset version, and what a data set that brings its own may call them. */

/** Lower-case names, by the split that they mean here. */
export const splitNames = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev', 'development'],
  evaluation: ['evaluation', 'eval', 'test'],
} as const;
