// A busy machine can be ten times slower than an idle one. Slowness is not a failure, and no assertion depends on a timeout.
jest.setTimeout(300_000);
