import { cloudEvent } from '@google-cloud/functions-framework';
import { watchStage } from './stage';

cloudEvent('watch', watchStage);
