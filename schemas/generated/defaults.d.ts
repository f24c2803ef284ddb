/** Fills in what a pipeline that was recorded before has by default today. */
export function fillIn(pipeline: object): void;
