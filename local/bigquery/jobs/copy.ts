/** Copy jobs: tables to a table. */
import type { Context } from '../context';
import { quote } from '../rows/duck-types';
import type { CopyConfiguration } from '../store/job-configuration';
import { tableNameOf, storedTable } from '../table-name';
import { prepareDestination } from './destination';
import { allowReading } from './job-access';
import type { Running } from './running';

export async function runCopy(context: Context, configuration: CopyConfiguration, running: Running): Promise<void> {
  const { warehouse } = context;
  const sources = (configuration.sourceTables ?? [configuration.sourceTable!]).map(tableNameOf);
  const tables = sources.map((name) => warehouse.table(name));
  for (const name of sources) allowReading(context, running.principal, name);
  const name = tableNameOf(configuration.destinationTable);
  await warehouse.locked(name, () =>
    running.commit(async (change) => {
      const fields = tables[0]!.fields;
      await prepareDestination(
        context,
        change,
        name,
        fields,
        { ...configuration, settings: tables[0]!.settings },
        running.principal,
      );
      const columns = fields.map((field) => quote(field.name)).join(', ');
      for (const source of sources)
        await change.connection.run(
          `INSERT INTO ${storedTable(name)} (${columns}) SELECT ${columns} FROM ${storedTable(source)}`,
        );
      return { statistics: { copy: {} } };
    }),
  );
}
