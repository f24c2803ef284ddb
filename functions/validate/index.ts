import { cloudEvent } from '@google-cloud/functions-framework';
import { validateStage } from './stage';

cloudEvent('validate', validateStage);
