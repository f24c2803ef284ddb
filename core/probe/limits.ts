/** How many examples a probe looks at: enough to see any dependence that is worth a tuning, few enough to take seconds. */

/** Compared with each other by their words, again in every shuffling. */
export const mostProbed = 600;

/** Characters of a prompt or target, half of them at its beginning and half at its end. */
export const mostCharacters = 800;
