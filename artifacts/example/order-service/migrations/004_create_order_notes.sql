-- description: Remarks of the staff.
-- depends-on: 002

-- migrate:up

CREATE TABLE public.order_notes (
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id       uuid        NOT NULL,
    author_subject text        NOT NULL,
    author_name    text        NOT NULL,
    body           text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    CONSTRAINT pk_order_notes PRIMARY KEY (id),
    CONSTRAINT fk_order_notes_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT ck_order_notes_author_subject
        CHECK (char_length(author_subject) BETWEEN 1 AND 128 AND author_subject ~ '^[A-Za-z0-9|_.:-]+$'),
    CONSTRAINT ck_order_notes_author_name CHECK (char_length(author_name) BETWEEN 1 AND 120),
    CONSTRAINT ck_order_notes_body CHECK (char_length(body) BETWEEN 1 AND 2000)
);

-- Notes of an order, newest first.
CREATE INDEX idx_order_notes_order_id_created_at
    ON public.order_notes (order_id, created_at DESC);

COMMENT ON TABLE public.order_notes IS 'Remarks of the staff on an order; customers never see them.';
COMMENT ON COLUMN public.order_notes.id IS 'Identifier of the note. [class: public]';
COMMENT ON COLUMN public.order_notes.order_id IS 'The order it is about. [class: internal]';
COMMENT ON COLUMN public.order_notes.author_subject IS 'Subject of the author''s access token. [class: personal]';
COMMENT ON COLUMN public.order_notes.author_name IS 'Name of the author. [class: personal]';
COMMENT ON COLUMN public.order_notes.body IS 'What the note says, plain text. [class: personal]';
COMMENT ON COLUMN public.order_notes.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.order_notes.updated_at IS 'When the row last changed. [class: internal]';
COMMENT ON COLUMN public.order_notes.deleted_at IS 'When the row was removed; empty while it is in use. [class: internal]';

ALTER TABLE public.order_notes ENABLE ROW LEVEL SECURITY;

CREATE POLICY order_notes_desk_read ON public.order_notes FOR SELECT
    USING (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY order_notes_desk_create ON public.order_notes FOR INSERT
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin') AND author_subject = current_setting('app.subject', true));

CREATE POLICY order_notes_author_update ON public.order_notes FOR UPDATE
    USING (current_setting('app.role', true) IN ('staff', 'admin') AND author_subject = current_setting('app.subject', true))
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin') AND author_subject = current_setting('app.subject', true));

-- migrate:down

DROP TABLE public.order_notes;
