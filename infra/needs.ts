/** What the pipelines need of the cloud besides what every deployment has. */
import type { BaseModel } from '../catalog';
import { loadServices, type ModelService } from '../catalog/services';
import type { Compiled } from '../compiler/compile';
import { tunedCandidates } from '../core/candidates';
import { corporaBehind } from '../core/grounding/corpora';
import { searchToolsOf } from '../core/chain/searches';
import type { Part } from '../core/function-contract';

export interface Needs {
  /** Services besides Google's that are asked for models: each has a key. */
  services: ModelService[];
  /** A base is tuned into weights that need a machine of their own. */
  machines: boolean;
  /** What is tuned on Vertex AI is to answer at several locations. */
  replicas: boolean;
  /** Answers rest on a corpus. */
  corpora: boolean;
  /** Vertex AI searches data stores for answers. */
  dataStores: boolean;
  /** Answers of production join training data. */
  curated: boolean;
  /** Model Armor screens what is asked and answered. */
  armour: boolean;
}

export function neededBy(root: string, compiled: Iterable<Compiled>): Needs {
  const configurations = [...compiled].flatMap((one) => ('configuration' in one ? [one.configuration] : []));
  const baseModels = configurations.flatMap(({ baseModels: all }) => Object.values(all) as unknown as BaseModel[]);
  return {
    services: Object.values(loadServices(root)).filter(({ name }) =>
      baseModels.some(({ service }) => service?.name === name),
    ),
    machines: baseModels.some(({ openWeights }) => openWeights),
    replicas: configurations.some(
      (configuration) =>
        configuration.pipeline.deployment.alsoAt !== undefined && tunedCandidates(configuration).length > 0,
    ),
    corpora: configurations.some(({ pipeline }) => corporaBehind(pipeline).length > 0),
    dataStores: configurations.some(({ pipeline }) => searchToolsOf(pipeline).some((tool) => 'vertexAiSearch' in tool)),
    curated: configurations.some(({ pipeline }) => pipeline.training.curated !== undefined),
    armour: configurations.some(({ pipeline }) => pipeline.generation.modelArmor !== undefined),
  };
}

/** Those parts of the work that are done by whoever has tuned a model. */
const ofTuners: readonly Part[] = ['tuning', 'tuningStates', 'tuningEnds', 'endpoints'];

/** Whose keys it takes to do these parts of the work. */
export const servicesFor = ({ services }: Needs, uses: readonly Part[]): ModelService[] =>
  services.filter(({ tunes }) => uses.includes('models') || (tunes && uses.some((part) => ofTuners.includes(part))));
