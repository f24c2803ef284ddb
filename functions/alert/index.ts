import { cloudEvent } from '@google-cloud/functions-framework';
import { createAlertDeps } from './deps';
import { createAlert } from './handler';

cloudEvent('alert', createAlert(createAlertDeps));
