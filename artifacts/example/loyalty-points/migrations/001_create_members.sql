-- migrate:up

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

-- migrate:down

DROP TABLE public.members;
