import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's heaps small: the gateway's own and that of the thread which runs the workflows.
 *
 * By default each lets 64 MB of young objects pile up and grows in large steps. With 10,000 types
 * that was 200 MB of garbage in 560 MB; what a request costs is the same within what can be measured
 * (`npm run bench -- --only catalogue,list,claims`). It must be said before the heaps have grown, so this
 * is the first import of the program.
 */
setFlagsFromString('--optimize-for-size')
