import { http } from '@google-cloud/functions-framework';
import { takeRequests } from './http/requests';
import { serve } from './service';

takeRequests((request, response) => void serve(request, response));
http('serve', serve);
