/** The largest files that validate accepts, and the largest batch. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atMost } from '../../../core/at-most';
import { mostObjects } from '../../../core/batch/whole-batch';
import { digest } from '../../../core/digest';
import { landedFiles } from '../landed-files';
import { uploadsAtOnce, type Input } from './input';
import { oneSource, validated } from './landing';
import { pipelineName } from './made-runs';

export const validateInputs: Input[] = [
  ...Object.entries(landedFiles).map(([what, { name: file, schema, write }]): Input => ({
    of: 'validate',
    name: what,
    async measure(functions, directory) {
      await oneSource(functions, schema);
      const path = join(directory, file);
      await write(path);
      const { storage, status } = functions.cloud;
      const landed = `${pipelineName}/${digest(what).slice(0, 8)}/${file}`;
      await storage.bucket(status.buckets.landing).upload(path, { destination: landed, resumable: false });
      rmSync(path);
      return (await validated(functions, landed)).peak;
    },
  })),
  {
    of: 'validate',
    name: `a batch of ${mostObjects} objects`,
    async measure(functions) {
      await oneSource(functions, { type: 'object' });
      const { storage, status } = functions.cloud;
      const bucket = storage.bucket(status.buckets.landing);
      const rows = Array.from({ length: 100 }, (_, row) =>
        JSON.stringify({ id: `e${row}`, body: 'x'.repeat(900) }),
      ).join('\n');
      await atMost(uploadsAtOnce, [...Array(mostObjects).keys()], (part) =>
        bucket
          .file(`${pipelineName}/parts/emails/part-${part}.jsonl`)
          .save(`${rows}\n{"id": "p${part}"}\n`, { resumable: false }),
      );
      const marker = `${pipelineName}/parts/_SUCCESS`;
      await bucket.file(marker).save('', { resumable: false });
      return (await validated(functions, marker)).peak;
    },
  },
];
