export const up = `
  CREATE TABLE work_items (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    owner_id uuid NOT NULL,
    title text NOT NULL,
    status text NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    close_reason text CHECK (close_reason IN ('by-owner', 'too-old')),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL AND close_reason IS NOT NULL))
  );
  CREATE INDEX work_items_of_owner ON work_items (owner_id, id DESC);
  CREATE INDEX work_items_open ON work_items (opened_at) WHERE status = 'OPEN';
`;

export const down = `DROP TABLE work_items`;
