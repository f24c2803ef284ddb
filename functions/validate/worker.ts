/** Entry of validate's worker threads, which a bundle keeps in a file of their own. */
import '../../formats/text/worker';
