import { isAtLeast } from './version';

describe('a version', () => {
  it.each([
    ['nats-server: v2.10.27', true],
    ['nats-server: v2.10.0', true],
    ['nats-server: v2.9.25', false],
    ['nats-server: v2.12.1-RC.1', true],
    ['nats-server: v3.0.0', true],
    ['nats-server: v1.99.0', false],
    ['no number at all', false],
    ['', false],
  ])('is read from "%s": at least 2.10 is %s', (text, expected) => {
    expect(isAtLeast(text, [2, 10])).toBe(expected);
  });
});
