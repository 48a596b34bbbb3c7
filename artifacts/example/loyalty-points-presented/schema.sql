-- Loyalty points as it was presented in cycle 1.

CREATE TABLE public.members (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    auth_subject text        NOT NULL,
    display_name text        NOT NULL,
    balance      integer     NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_members PRIMARY KEY (id),
    CONSTRAINT uq_members_auth_subject UNIQUE (auth_subject),
    CONSTRAINT ck_members_auth_subject CHECK (char_length(auth_subject) BETWEEN 1 AND 128),
    CONSTRAINT ck_members_display_name CHECK (char_length(display_name) BETWEEN 1 AND 80),
    CONSTRAINT ck_members_balance CHECK (balance BETWEEN 0 AND 1000000)
);

ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_self_read ON public.members FOR SELECT
    USING (auth_subject = current_setting('app.subject', true));

CREATE POLICY members_desk_read ON public.members FOR SELECT
    USING (current_setting('app.role', true) = 'staff');

CREATE TABLE public.rewards (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    title        text        NOT NULL,
    price_points integer     NOT NULL,
    is_active    boolean     NOT NULL DEFAULT true,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_rewards PRIMARY KEY (id),
    CONSTRAINT ck_rewards_title CHECK (char_length(title) BETWEEN 1 AND 120),
    CONSTRAINT ck_rewards_price_points CHECK (price_points BETWEEN 1 AND 100000)
);

ALTER TABLE public.rewards ENABLE ROW LEVEL SECURITY;

CREATE POLICY rewards_read ON public.rewards FOR SELECT
    USING (is_active OR current_setting('app.role', true) = 'staff');

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
