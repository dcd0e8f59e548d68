"""What the processes that decode have in common: loaded once, by the server from which they are forked."""

import gc

import backstride.exposure
import backstride.ingest.fit.activity
import backstride.ingest.gpx
import backstride.ingest.tcx
import backstride.store.codec
import backstride.study.processes
import backstride.usecases.decoding  # noqa: F401
from backstride.ingest.localtime import zone_at

zone_at(0.0, 0.0)  # the map of the zones, tens of megabytes, is loaded by the first question
gc.freeze()  # a collection would write to all these objects, and so copy them into each process
