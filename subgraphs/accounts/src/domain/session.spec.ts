import { after, idOf, instant, milliseconds, seconds } from '@marketplace/kernel';
import { rotationGrace, sessionLife, standingOf, type Session } from './session';

const opened = instant('2026-11-21T08:30:00Z');
const identity = { id: idOf<'Session'>('session'), userId: idOf<'User'>('user'), expiresAt: after(opened, sessionLife) };

const fresh: Session = { ...identity, status: 'OPEN', tokenHash: 'first' };
const rotated: Session = {
  ...identity,
  status: 'OPEN',
  tokenHash: 'third',
  predecessor: { tokenHash: 'second', rotatedAt: opened, wrappedSuccessor: 'wrapped third' },
};

describe('a refresh token', () => {
  it('is current until it is replaced', () => {
    expect(standingOf(fresh, 'first', opened)).toEqual({ is: 'current' });
    expect(standingOf(rotated, 'third', opened)).toEqual({ is: 'current' });
  });

  it('leads to its successor for a moment after it was replaced', () => {
    expect(standingOf(rotated, 'second', opened)).toEqual({ is: 'just-replaced', wrappedSuccessor: 'wrapped third' });
    expect(standingOf(rotated, 'second', after(opened, milliseconds(rotationGrace - 1)))).toMatchObject({ is: 'just-replaced' });
  });

  it('is reused when it comes back later', () => {
    expect(standingOf(rotated, 'second', after(opened, rotationGrace))).toEqual({ is: 'reused' });
  });

  it('is reused at once when it is older than the one before', () => {
    expect(standingOf(rotated, 'first', opened)).toEqual({ is: 'reused' });
    expect(standingOf(fresh, 'older', opened)).toEqual({ is: 'reused' });
  });

  it('is over with its session, also a reused one', () => {
    const ended: Session = { ...identity, status: 'ENDED' };
    expect(standingOf(ended, 'first', opened)).toEqual({ is: 'over' });
    expect(standingOf(rotated, 'first', identity.expiresAt)).toEqual({ is: 'over' });
    expect(standingOf(fresh, 'first', after(identity.expiresAt, seconds(-1)))).toEqual({ is: 'current' });
  });
});
