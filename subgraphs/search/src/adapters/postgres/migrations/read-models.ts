/** Read models by version, how a version is built, and the two models over orders: the buyer's list and the seller's dashboard. */
export const readModels = `
  CREATE TABLE read_model_versions (
    model text NOT NULL CHECK (model IN ('product_index', 'order_list', 'seller_dashboard')),
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('BUILDING', 'LIVE', 'PREVIOUS', 'RETIRED')),
    created_at timestamptz NOT NULL DEFAULT now(),
    live_at timestamptz,
    retired_at timestamptz,
    -- The transaction that retired it: statements that began before may still write to it.
    retired_in bigint,
    dropped_at timestamptz,
    PRIMARY KEY (model, version),
    -- Deferrable, so that two versions can change places within one statement.
    CONSTRAINT one_of_each_status EXCLUDE USING btree (model WITH =, status WITH =) WHERE (status <> 'RETIRED') DEFERRABLE
  );
  INSERT INTO read_model_versions (model, version, status, live_at)
  VALUES ('product_index', 1, 'LIVE', now()), ('order_list', 1, 'LIVE', now()), ('seller_dashboard', 1, 'LIVE', now());

  CREATE TABLE read_model_builds (
    id uuid PRIMARY KEY,
    model text NOT NULL,
    -- Of a rebuild: the version that it makes.
    version integer,
    -- Of a replay, which goes into every version that is kept: whose events.
    scope jsonb,
    phase text NOT NULL CHECK (phase IN ('REPLAYING', 'DRAINING', 'DONE', 'CANCELLED')),
    -- The ranges of history to bring, each with the place up to which it is in.
    plan jsonb NOT NULL,
    events integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    last_error text,
    started_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,
    finished_at timestamptz,
    FOREIGN KEY (model, version) REFERENCES read_model_versions (model, version),
    CHECK (num_nonnulls(version, scope) = 1)
  );
  CREATE UNIQUE INDEX one_rebuild_at_a_time ON read_model_builds (model) WHERE version IS NOT NULL AND phase IN ('REPLAYING', 'DRAINING');
  CREATE INDEX builds_under_way ON read_model_builds (started_at) WHERE phase IN ('REPLAYING', 'DRAINING');

  CREATE TABLE order_list (
    model_version integer NOT NULL,
    order_id uuid NOT NULL,
    buyer_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    status text NOT NULL,
    -- The version of the event that made the status: news that is older changes nothing.
    status_version integer NOT NULL,
    -- What OrderCreated says; not known yet where a later event came first.
    order_number text,
    total bigint,
    currency char(3),
    item_count integer,
    lines jsonb,
    created_at timestamptz,
    CHECK (num_nonnulls(order_number, total, currency, item_count, lines, created_at) IN (0, 6)),
    PRIMARY KEY (model_version, order_id)
  );
  CREATE INDEX order_list_of_buyer ON order_list (model_version, buyer_id, created_at DESC, order_id DESC) WHERE order_number IS NOT NULL;

  -- What is known of each order, and what of it the days have in their sums.
  CREATE TABLE seller_dashboard_orders (
    model_version integer NOT NULL,
    order_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    revision integer NOT NULL,
    facts jsonb NOT NULL,
    counted jsonb NOT NULL,
    PRIMARY KEY (model_version, order_id)
  );

  CREATE TABLE seller_dashboard_days (
    model_version integer NOT NULL,
    seller_id uuid NOT NULL,
    day date NOT NULL,
    -- SALES: of the day. PRODUCT: of the day and a product, its key. STATUS: orders made on the day that are in the status, its key, now.
    kind text NOT NULL CHECK (kind IN ('SALES', 'PRODUCT', 'STATUS')),
    key text NOT NULL,
    currency char(3) NOT NULL,
    orders bigint NOT NULL,
    pieces bigint NOT NULL,
    revenue bigint NOT NULL,
    PRIMARY KEY (model_version, seller_id, day, kind, key, currency)
  );

  -- What a product was called in the newest order that the dashboards know.
  CREATE TABLE seller_dashboard_titles (
    model_version integer NOT NULL,
    product_id uuid NOT NULL,
    title text NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (model_version, product_id)
  );
`;
