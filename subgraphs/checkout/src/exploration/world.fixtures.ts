import { instant, type CheckoutId, type Instant, type OrderId } from '@marketplace/kernel';
import type { react } from '../domain/checkout.saga';
import type { News } from '../domain/news';
import { createPost, type Letter, type Party, type Post } from './post.fixtures';
import type { Scenario } from './scenario.fixtures';

/** A participant that is broken on purpose. */
export type Fault = 'inventory-takes-each-request-for-a-new-one' | 'inventory-forgets-releases' | 'payments-forgets-voids';

/** What is explored: the saga's function, or a broken one; and what else is broken. */
export type Subject = { readonly react: typeof react; readonly faults: readonly Fault[] };

/** How often things happened, over many runs. */
export type Tally = Map<string, number>;

/** Something that happens by itself when its time has come: a deadline, or a job's work that is due. A last resort is for the end. */
export type Timer = { readonly at: Instant; readonly name: string; readonly run: () => void; readonly isLastResort?: true };

/** A context as the others see it. */
export type Participant = { readonly hear: (letter: Letter) => void; readonly timers: () => readonly Timer[] };

/** Something was said, by an aggregate of somebody, about a checkout. */
export type Saying = {
  readonly from: Party;
  readonly aggregate: string;
  readonly checkoutId: CheckoutId;
  readonly orders?: readonly OrderId[];
  /** Who listens to it besides the checkout. */
  readonly also?: readonly Party[];
};

/** Time, the post and the records of a run; everybody is given it. */
export type World = {
  now: Instant;
  readonly scenario: Scenario;
  readonly subject: Subject;
  readonly post: Post;
  readonly nextLetterId: () => number;
  readonly say: (saying: Saying, news: News) => void;
  readonly count: (what: string) => void;
  /** Notes a step; the text is made only when somebody will read it. */
  readonly note: (step: () => string) => void;
  /** Ends the run: this must never happen. */
  readonly fail: (what: string) => never;
};

const beginning = instant('2026-11-21T08:30:00.000Z');

type Records = { readonly scenario: Scenario; readonly subject: Subject; readonly tally: Tally; readonly steps: string[] | undefined };

export const createWorld = ({ scenario, subject, tally, steps }: Records): World => {
  let letters = 0;
  const nextLetterId = (): number => (letters += 1);
  const post = createPost();
  const world: World = {
    now: beginning,
    scenario,
    subject,
    post,
    nextLetterId,
    say: ({ from, aggregate, checkoutId, orders, also = [] }, says) => {
      const body = orders === undefined ? { says } : { says, orders };
      for (const to of ['checkout', ...also] as const) post.send({ id: nextLetterId(), from, to, aggregate, checkoutId, body });
    },
    count: (what) => tally.set(what, (tally.get(what) ?? 0) + 1),
    note: (step) => steps?.push(`${world.now.slice(5, 19)} ${step()}`),
    fail: (what) => {
      throw new Error(what);
    },
  };
  return world;
};
