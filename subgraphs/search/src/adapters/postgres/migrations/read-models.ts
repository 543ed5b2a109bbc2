/** The tables of versions and builds, and of the two order models: order list and seller dashboard. */
export const readModels = `
  CREATE TABLE read_model_versions (
    model text NOT NULL CHECK (model IN ('product_index', 'order_list', 'seller_dashboard')),
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('BUILDING', 'LIVE', 'PREVIOUS', 'RETIRED')),
    created_at timestamptz NOT NULL DEFAULT now(),
    live_at timestamptz,
    retired_at timestamptz,
    -- The transaction that retired the version: statements that started before can still write to it.
    retired_in bigint,
    dropped_at timestamptz,
    PRIMARY KEY (model, version),
    -- Deferrable, so that two versions can swap their status within one statement.
    CONSTRAINT one_of_each_status EXCLUDE USING btree (model WITH =, status WITH =) WHERE (status <> 'RETIRED') DEFERRABLE
  );
  INSERT INTO read_model_versions (model, version, status, live_at)
  VALUES ('product_index', 1, 'LIVE', now()), ('order_list', 1, 'LIVE', now()), ('seller_dashboard', 1, 'LIVE', now());

  CREATE TABLE read_model_builds (
    id uuid PRIMARY KEY,
    model text NOT NULL,
    -- Only of a rebuild: the version being built.
    version integer,
    -- Only of a replay: the product, seller or order whose events are replayed.
    scope jsonb,
    phase text NOT NULL CHECK (phase IN ('REPLAYING', 'DRAINING', 'DONE', 'CANCELLED')),
    -- The ranges of past events to apply, each with its progress.
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
    -- The version of the event that set the status: an older event does not change it.
    status_version integer NOT NULL,
    -- The data of OrderCreated; null if a later event arrived first.
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

  -- The known state of each order, and its contribution to the daily sums.
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
    -- SALES: sales of the day. PRODUCT: sales of a product, the key. STATUS: orders created on the day with the status, the key.
    kind text NOT NULL CHECK (kind IN ('SALES', 'PRODUCT', 'STATUS')),
    key text NOT NULL,
    currency char(3) NOT NULL,
    orders bigint NOT NULL,
    pieces bigint NOT NULL,
    revenue bigint NOT NULL,
    PRIMARY KEY (model_version, seller_id, day, kind, key, currency)
  );

  -- The title of a product in its newest order.
  CREATE TABLE seller_dashboard_titles (
    model_version integer NOT NULL,
    product_id uuid NOT NULL,
    title text NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (model_version, product_id)
  );
`;
