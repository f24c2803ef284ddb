import { cloudEvent } from '@google-cloud/functions-framework';
import { createStageDeps } from '../shared/stage/deps';
import { createRetrain } from './handler';

cloudEvent('retrain', createRetrain(createStageDeps));
