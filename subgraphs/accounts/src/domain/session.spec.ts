import { after, idOf, instant, milliseconds, seconds } from '@marketplace/kernel';
import { rotationGracePeriod, sessionLifetime, tokenStatusOf, type Session } from './session';

const opened = instant('2026-11-21T08:30:00Z');
const identity = { id: idOf<'Session'>('session'), userId: idOf<'User'>('user'), expiresAt: after(opened, sessionLifetime) };

const fresh: Session = { ...identity, status: 'OPEN', tokenHash: 'first' };
const rotated: Session = {
  ...identity,
  status: 'OPEN',
  tokenHash: 'third',
  predecessor: { tokenHash: 'second', rotatedAt: opened, wrappedSuccessor: 'wrapped third' },
};

describe('a refresh token', () => {
  it('is current until it is replaced', () => {
    expect(tokenStatusOf(fresh, 'first', opened)).toEqual({ status: 'current' });
    expect(tokenStatusOf(rotated, 'third', opened)).toEqual({ status: 'current' });
  });

  it('returns its successor for ten seconds after it was replaced', () => {
    expect(tokenStatusOf(rotated, 'second', opened)).toEqual({ status: 'replaced-recently', wrappedSuccessor: 'wrapped third' });
    expect(tokenStatusOf(rotated, 'second', after(opened, milliseconds(rotationGracePeriod - 1)))).toMatchObject({
      status: 'replaced-recently',
    });
  });

  it('counts as reused after that', () => {
    expect(tokenStatusOf(rotated, 'second', after(opened, rotationGracePeriod))).toEqual({ status: 'reused' });
  });

  it('counts as reused at once when it is older than the previous one', () => {
    expect(tokenStatusOf(rotated, 'first', opened)).toEqual({ status: 'reused' });
    expect(tokenStatusOf(fresh, 'older', opened)).toEqual({ status: 'reused' });
  });

  it('ends with its session, also when it is reused', () => {
    const ended: Session = { ...identity, status: 'ENDED' };
    expect(tokenStatusOf(ended, 'first', opened)).toEqual({ status: 'ended' });
    expect(tokenStatusOf(rotated, 'first', identity.expiresAt)).toEqual({ status: 'ended' });
    expect(tokenStatusOf(fresh, 'first', after(identity.expiresAt, seconds(-1)))).toEqual({ status: 'current' });
  });
});
