import { dueJob, type Job } from '@marketplace/application';
import { hours, seconds } from '@marketplace/kernel';
import { expiredWindowsBefore } from '../domain/credentials';
import { expiredResetsBefore } from '../domain/password-reset';
import type { PasswordResets } from './password-resets';
import type { Dependencies } from './ports';

type JobDependencies = Pick<Dependencies, 'sessions' | 'resets' | 'attempts'> & { readonly passwordResets: Pick<PasswordResets, 'answer'> };

/** Handles password reset requests, and deletes expired personal data. */
export const accountJobs = ({ sessions, resets, attempts, passwordResets }: JobDependencies): readonly Job[] => [
  dueJob({
    name: 'answer-reset-requests',
    every: seconds(1),
    due: (limit) => resets.pending(limit),
    handle: (request, cause, { now }) => passwordResets.answer(request, now, cause),
    // Another replica has handled the request, or the account has changed. In that case the next execution retries it.
    onConflict: 'skip',
  }),
  { name: 'purge-sessions', every: hours(1), run: ({ now }) => sessions.purge(now) },
  { name: 'purge-password-resets', every: hours(1), run: ({ now }) => resets.purge(expiredResetsBefore(now)) },
  { name: 'purge-login-attempts', every: hours(1), run: ({ now }) => attempts.purge(expiredWindowsBefore(now)) },
];
