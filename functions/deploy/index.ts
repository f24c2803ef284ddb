import { cloudEvent } from '@google-cloud/functions-framework';
import { deployStage } from './stage';

cloudEvent('deploy', deployStage);
