import { cloudEvent } from '@google-cloud/functions-framework';
import { evaluateStage } from './stage';

cloudEvent('evaluate', evaluateStage);
