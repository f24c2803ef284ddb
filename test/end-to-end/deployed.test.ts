/** What is asked of a cloud in which a model is deployed. The parts share one cloud, and its one run that is deployed. */
import './happy-path';
import './clients';
import './exactly-once';
import './prompts';
import './printed-commands';
import './kill';
// From here on nothing is tuned.
import './probes';
import './retraining';
import './bad-input';
import './export';
