/** Vertex AI among the services of the local cloud. */
import { createVertex, type VertexOptions } from '.';
import { loadCatalog } from '../../catalog';
import { loadEmbeddingModels } from '../../catalog/embeddings';
import { repositoryRoot } from '../../core/root';
import { defineService } from '../service';

export const vertex = defineService({
  name: 'vertex',
  needs: ['storage'],
  start({ state, directory, access, log, clock }, { storage }: { storage: Pick<VertexOptions, 'objects'> }) {
    const models = Object.values(loadCatalog(repositoryRoot()));
    const embeddingModels = Object.values(loadEmbeddingModels(repositoryRoot()));
    return {
      ...createVertex({ state, directory, access, log, clock, models, embeddingModels, objects: storage.objects }),
      environment: ({ grpc, url }) => ({ VERTEX_EMULATOR_HOST: grpc, VERTEX_REST_EMULATOR_HOST: url }),
    };
  },
});
