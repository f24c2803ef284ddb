import { cloudEvent } from '@google-cloud/functions-framework';
import { transformStage } from './stage';

cloudEvent('transform', transformStage);
