// A busy machine may be ten times slower than an idle one: slow is no failure, and nothing is asserted by a limit of time.
jest.setTimeout(300_000);
