/** Where the key of a service of models is kept: the secret of a deployment, and the variable in which functions find it. */

export interface ModelKey {
  /** Of a function's environment. */
  variable: string;
  /** Name in Secret Manager. */
  secret: string;
  /** What a person does when it is missing. */
  fix: string;
}

/** @param service its name in the catalog, such as `together` */
export function modelKeyOf(service: string): ModelKey {
  const variable = `${service.toUpperCase().replaceAll('-', '_')}_API_KEY`;
  const secret = `landfall-${service}-api-key`;
  const fix = `put the key into the secret ${secret} of Secret Manager and deploy, or set ${variable} where the local cloud is started`;
  return { variable, secret, fix };
}
