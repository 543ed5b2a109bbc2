import { dueJob, type Job } from '@marketplace/application';
import { hours, seconds } from '@marketplace/kernel';
import { attemptWindowsOverFrom } from '../domain/credentials';
import { resetsOverFrom } from '../domain/password-reset';
import type { PasswordResets } from './passwords';
import type { Ports } from './ports';

type Dependencies = Pick<Ports, 'sessions' | 'resets' | 'attempts'> & { readonly passwordResets: Pick<PasswordResets, 'answer'> };

/** Answers requests for new passwords, and deletes what has run out: nothing about people is kept longer than it serves. */
export const accountJobs = ({ sessions, resets, attempts, passwordResets }: Dependencies): readonly Job[] => [
  dueJob({
    name: 'answer-reset-requests',
    every: seconds(1),
    due: (limit) => resets.waiting(limit),
    handle: (request, cause, { now }) => passwordResets.answer(request, now, cause),
    // Another replica has answered, or the account has changed; then the request is still there for the next run.
    onLostRace: 'skip',
  }),
  { name: 'purge-sessions', every: hours(1), run: ({ now }) => sessions.purge(now) },
  { name: 'purge-password-resets', every: hours(1), run: ({ now }) => resets.purge(resetsOverFrom(now)) },
  { name: 'purge-login-attempts', every: hours(1), run: ({ now }) => attempts.purge(attemptWindowsOverFrom(now)) },
];
