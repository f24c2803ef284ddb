// Writes a base as a Hugging Face checkpoint: node scripts/base-model/export.mjs landfall-tiny FOLDER (after npm run build).
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { loadBase } = require('../../dist/local/vertex/model/base.js');
const { writeCheckpoint } = require('../../dist/local/vertex/model/checkpoint.js');

const [id, folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node scripts/base-model/export.mjs BASE FOLDER');
writeCheckpoint(folder, loadBase(id));
for (const name of ['landfall_model.py', 'modeling_landfall.py']) {
  copyFileSync(join(import.meta.dirname, 'hugging-face', name), join(folder, name));
}
