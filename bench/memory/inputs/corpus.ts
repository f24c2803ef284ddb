/** The largest file of a corpus that index accepts, with the longest vectors that its model gives. */
import { corpusConfigurationPath, corpusStatePath } from '../../../core/ledger-layout';
import type { CorpusConfiguration, CorpusState } from '../../../schemas/generated/types';
import type { Input } from './input';
import { announcement } from './landing';

const corpus = 'support-policies';
const file = 'largest.md';
const largest = 2 * 1024 * 1024;

export const corpusInputs: Input[] = [
  {
    of: 'index',
    name: 'a file of 2 MiB, vectors of 3,072 numbers',
    async measure(functions) {
      const { objects, ledger, cloud } = functions;
      const uri = ledger.artifactUri(corpusConfigurationPath(corpus));
      const configuration = JSON.parse((await objects.read(uri))!.text) as CorpusConfiguration;
      configuration.corpus.embedding.dimensions = 3072;
      await objects.write(uri, JSON.stringify({ ...configuration, digest: 'longest' }));
      const sentence = (at: number) =>
        `Appliance ${at} comes back within ${at % 90} days, at the price of ${at * 7} euros. `;
      const text = Array.from({ length: largest / 50 }, (_, at) => sentence(at))
        .join('')
        .slice(0, largest);
      const landed = `${corpus}/largest/${file}`;
      await cloud.storage.bucket(cloud.status.buckets.landing).file(landed).save(text, { resumable: false });
      const peak = await functions.call('index', { body: await announcement(functions, landed) });
      const state = await objects.read(ledger.artifactUri(corpusStatePath(corpus)));
      const { files } = JSON.parse(state?.text ?? '{"files":[]}') as CorpusState;
      if (!files.some(({ name }) => name === file)) throw new Error('index has not taken the file');
      return peak;
    },
  },
];
