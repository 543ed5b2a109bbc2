// Real servers on a busy machine: slow is no failure.
jest.setTimeout(30_000);
