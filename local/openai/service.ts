/** OpenAI among the services of the local cloud. */
import { createOpenAi } from '.';
import { loadCatalog } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import { defineService } from '../service';
import { shippedModels } from '../vertex/shipped-bases';

export const openai = defineService({
  name: 'openai',
  needs: [],
  start({ state, directory, log, clock }) {
    const models = Object.values(loadCatalog(repositoryRoot())).filter(({ service }) => service);
    return {
      ...createOpenAi({ state, directory, log, clock, models, small: shippedModels }),
      environment: ({ url }) => ({ OPENAI_EMULATOR_HOST: url }),
    };
  },
});
