/** The keys that services of models take here: those of the environment in which the local cloud was started, or else made up. */
import type { ModelService } from '../catalog/services';
import { modelKeyOf } from '../core/model-keys';

/** @param variable such as TOGETHER_API_KEY */
export const keyIn = (variable: string, env: NodeJS.ProcessEnv = process.env): string =>
  env[variable] ?? `local-${variable}`;

/** Whose key it is: of no service's, none. */
export const servicesWith = (
  key: string,
  services: ModelService[],
  env: NodeJS.ProcessEnv = process.env,
): ModelService[] => services.filter((service) => keyIn(modelKeyOf(service).variable, env) === key);
