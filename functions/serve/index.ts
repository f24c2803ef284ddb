import { http } from '@google-cloud/functions-framework';
import { serve } from './service';

http('serve', serve);
