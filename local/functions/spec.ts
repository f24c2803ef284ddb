/** What the host must know of a function, as infra/ declares it. */
export interface FunctionSpec {
  name: string;
  entryPoint: string;
  /** Folder with the built index.js. */
  source: string;
  /** Its URL, which is also the audience that a caller's token must be made out to. */
  url: string;
  /** Cloud Run service, as permissions name it: `projects/P/locations/L/services/S`. */
  resource: string;
  /** What it is built from, the repository that keeps its image, and the email of the account that builds it. */
  build: { bucket: string; object: string; repository: string; serviceAccount: string };
  /** Email of the account that it runs as. */
  serviceAccount: string;
  environment: Record<string, string>;
  memoryMebibytes: number;
  /** What it may take of a processor, or of several. */
  processors: number;
  timeoutSeconds: number;
  /** Requests that one instance takes at a time. */
  concurrency: number;
  maximumInstances: number;
}
