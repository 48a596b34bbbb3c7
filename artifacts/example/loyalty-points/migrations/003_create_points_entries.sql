-- migrate:up

CREATE TABLE public.points_entries (
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    member_id  uuid        NOT NULL,
    reward_id  uuid,
    kind       text        NOT NULL,
    points     integer     NOT NULL,
    reason     text,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_points_entries PRIMARY KEY (id),
    CONSTRAINT fk_points_entries_member_id FOREIGN KEY (member_id)
        REFERENCES public.members (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT fk_points_entries_reward_id FOREIGN KEY (reward_id)
        REFERENCES public.rewards (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT ck_points_entries_kind CHECK (kind IN ('earned', 'redeemed', 'corrected')),
    CONSTRAINT ck_points_entries_points CHECK (points BETWEEN -1000000 AND 1000000),
    CONSTRAINT ck_points_entries_reason CHECK (char_length(reason) BETWEEN 3 AND 300)
);

CREATE INDEX idx_points_entries_member_id_created_at
    ON public.points_entries (member_id, created_at DESC);

CREATE INDEX idx_points_entries_reward_id
    ON public.points_entries (reward_id);

COMMENT ON TABLE public.points_entries IS 'Points added and taken away; rows are never changed. [append-only]';

ALTER TABLE public.points_entries ENABLE ROW LEVEL SECURITY;

CREATE POLICY points_entries_with_member_read ON public.points_entries FOR SELECT
    USING (EXISTS (SELECT 1 FROM public.members AS m WHERE m.id = points_entries.member_id));

-- migrate:down

DROP TABLE public.points_entries;
