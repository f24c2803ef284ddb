import { cloudEvent } from '@google-cloud/functions-framework';
import { createStageDeps } from '../shared/stage/deps';
import { createBury } from './handler';

cloudEvent('bury', createBury(createStageDeps));
