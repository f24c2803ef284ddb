/** What is asked of a cloud in which a model is deployed. The parts share one cloud, and its one run that is deployed. */
import './happy-path';
import './exactly-once';
import './kill';
import './bad-input';
import './printed-commands';
