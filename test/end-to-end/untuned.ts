/** Imported before whatever asks a cloud for nothing that needs a model. */
import { beforeAll } from '@jest/globals';
import { endBeforeTuning } from './pubsub';

beforeAll(endBeforeTuning);
