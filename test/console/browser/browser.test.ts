/** The console in Chromium. The parts share one local cloud. */
import './first-open';
import './live';
import './large';
import './hostile';
import './decisions';
import './access';
import './accessibility';
