/** The log of serve: what services and clients say of a request may quote it, so no line holds personal data or a secret that has a shape. */
import { systemClock } from '../shared/stage/clock';
import { createLog, type Log } from '../shared/stage/log';
import { createRecordedTexts } from './asking/recorded-texts';

export const createServeLog = (write: (line: string) => void = (line) => void process.stdout.write(line)): Log =>
  createLog({ stage: 'serve' }, systemClock, (line) =>
    write(`${createRecordedTexts('serve').json(JSON.parse(line))}\n`),
  );
