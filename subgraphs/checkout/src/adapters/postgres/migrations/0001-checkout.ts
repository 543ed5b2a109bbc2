import { appendOnly, sagaTables } from '@marketplace/platform';

export const up = `
  ${sagaTables({ sagas: 'checkout_sessions', steps: 'checkout_steps', columns: 'user_id uuid NOT NULL, cart_id uuid NOT NULL' })}
  ${appendOnly('checkout_steps')}
  CREATE INDEX checkout_sessions_of_user ON checkout_sessions (user_id, id DESC);

  CREATE TABLE checkout_failures (
    session_id uuid NOT NULL,
    version integer NOT NULL,
    reason text NOT NULL,
    details jsonb NOT NULL,
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, version)
  );
  ${appendOnly('checkout_failures')}

  -- Alerts raised for stuck checkouts: one per checkout and time of last progress.
  CREATE TABLE checkout_alerts (
    session_id uuid NOT NULL,
    since timestamptz NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (session_id, since)
  );
`;

export const down = 'DROP TABLE checkout_alerts, checkout_failures, checkout_steps, checkout_sessions';
