/** Where the key of a service of models is kept: the secret of a deployment, and the variable in which functions find it. */
import type { ModelService } from '../catalog/services';

export interface ModelKey {
  /** Of a function's environment. */
  variable: string;
  /** Name in Secret Manager. */
  secret: string;
  /** What a person does when it is missing. */
  fix: string;
}

export function modelKeyOf({ name, secret }: Pick<ModelService, 'name' | 'secret'>): ModelKey {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_API_KEY`;
  const fix = `put the key into the secret ${secret} of Secret Manager and deploy, or set ${variable} where the local cloud is started`;
  return { variable, secret, fix };
}
