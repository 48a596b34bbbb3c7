-- migrate:up

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

-- migrate:down

DROP TABLE public.rewards;
