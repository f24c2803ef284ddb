/** What is asked of datasets, and of whatever else needs no model. The parts share one cloud; the first one counts its versions. */
import './untuned';
import './data-commands';
import './drop';
import './init';
import './google-tools';
import './poison';
import './added-rows';
import './canary-requests';
