/** BigQuery among the services of the local cloud. */
import { createBigQuery, type BigQueryOptions } from '.';
import { defineService } from '../service';

export const bigquery = defineService({
  name: 'bigquery',
  // Storage needs Pub/Sub, which needs this: jobs, which find their objects when they run, come after all three.
  needs: [],
  async start({ directory, access }, services: { readonly storage: Pick<BigQueryOptions, 'objects'> }) {
    const warehouse = await createBigQuery({
      directory,
      access,
      get objects() {
        return services.storage.objects;
      },
    });
    return { ...warehouse, environment: ({ url }) => ({ BIGQUERY_EMULATOR_HOST: url }) };
  },
});
