import { http } from '@google-cloud/functions-framework';
import { endWithLastAnswer } from './http/ending';
import { takeRequests } from './http/requests';
import { serve } from './service';

takeRequests((request, response) => void serve(request, response), endWithLastAnswer);
http('serve', serve);
