/** Where a pipeline's own code is run; evaluate has one, and who only reads numbers needs none. */

/** Makes a function of code that says score(answer, references), apart from all else; what it says is a number. */
export type Sandbox = (code: string, name: string) => (answer: string, references: string[]) => number;
