export const up = `
  CREATE TABLE users (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    password_hash text NOT NULL,
    password_version integer NOT NULL DEFAULT 1 CHECK (password_version > 0),
    status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX users_email ON users (lower(email));

  CREATE TABLE user_profiles (
    user_id uuid PRIMARY KEY REFERENCES users,
    display_name text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 80),
    locale text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE user_roles (
    user_id uuid NOT NULL REFERENCES users,
    role text NOT NULL CHECK (role IN ('buyer', 'seller', 'operator')),
    assigned_by text NOT NULL,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, role)
  );

  CREATE TABLE addresses (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    name text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    city text NOT NULL,
    postal_code text NOT NULL,
    region text,
    country_code char(2) NOT NULL CHECK (country_code ~ '^[A-Z]{2}$'),
    phone text,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX addresses_of_user ON addresses (user_id, id);

  -- One row per session: a family of refresh tokens. Only hashes of tokens are stored.
  CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    version integer NOT NULL CHECK (version > 0),
    password_version integer NOT NULL,
    token_hash text NOT NULL,
    previous_hash text,
    wrapped_successor text,
    rotated_at timestamptz,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text CHECK (end_reason IN ('logged-out', 'password-changed', 'token-reused')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CHECK ((previous_hash IS NULL) = (rotated_at IS NULL) AND (previous_hash IS NULL) = (wrapped_successor IS NULL))
  );
  CREATE INDEX sessions_open ON sessions (user_id) WHERE ended_at IS NULL;
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);

  -- All tokens of a session, to detect reuse.
  CREATE TABLE session_tokens (
    token_hash text PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE
  );
  CREATE INDEX session_tokens_of_session ON session_tokens (session_id);

  -- Pending password reset requests. The e-mail address may belong to no account. A job handles and deletes them.
  CREATE TABLE reset_requests (
    account_key text PRIMARY KEY,
    email text NOT NULL,
    requested_at timestamptz NOT NULL
  );
  CREATE INDEX reset_requests_by_time ON reset_requests (requested_at);

  CREATE TABLE password_resets (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    token_hash text NOT NULL UNIQUE,
    requested_at timestamptz NOT NULL,
    used_at timestamptz
  );
  CREATE INDEX password_resets_of_user ON password_resets (user_id, requested_at DESC);
  CREATE INDEX password_resets_by_time ON password_resets (requested_at);

  CREATE TABLE login_attempts (
    account_key text PRIMARY KEY,
    window_started_at timestamptz NOT NULL,
    attempts integer NOT NULL CHECK (attempts >= 0)
  );
  CREATE INDEX login_attempts_by_time ON login_attempts (window_started_at);

  CREATE TABLE sellers (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    owner_id uuid NOT NULL REFERENCES users,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    country_code char(2) NOT NULL CHECK (country_code ~ '^[A-Z]{2}$'),
    status text NOT NULL CHECK (status IN ('APPLIED', 'APPROVED', 'REJECTED')),
    rejection_reason text,
    applied_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'REJECTED') = (rejection_reason IS NOT NULL))
  );
  CREATE UNIQUE INDEX sellers_name ON sellers (lower(name)) WHERE status <> 'REJECTED';
  CREATE UNIQUE INDEX sellers_one_application ON sellers (owner_id) WHERE status = 'APPLIED';
  CREATE INDEX sellers_of_owner ON sellers (owner_id);
  CREATE INDEX sellers_by_status ON sellers (status, id DESC);

  CREATE TABLE seller_staff (
    seller_id uuid NOT NULL REFERENCES sellers,
    user_id uuid NOT NULL REFERENCES users,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, user_id)
  );
  CREATE INDEX seller_staff_of_user ON seller_staff (user_id);
`;

export const down = `
  DROP TABLE seller_staff, sellers, login_attempts, password_resets, reset_requests, session_tokens, sessions, addresses,
    user_roles, user_profiles, users
`;
