import { cloudEvent } from '@google-cloud/functions-framework';
import { tuneStage } from './stage';

cloudEvent('tune', tuneStage);
