-- description: Answers kept for repeated requests.

-- migrate:up

CREATE TABLE public.idempotency_records (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    actor_subject   text        NOT NULL,
    operation       text        NOT NULL,
    idempotency_key text        NOT NULL,
    request_hash    text        NOT NULL,
    response_status integer     NOT NULL,
    response_body   jsonb       NOT NULL,
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_idempotency_records PRIMARY KEY (id),
    CONSTRAINT uq_idempotency_records_actor_subject_operation_idempotency_key UNIQUE (actor_subject, operation, idempotency_key),
    CONSTRAINT ck_idempotency_records_actor_subject
        CHECK (char_length(actor_subject) BETWEEN 1 AND 128 AND actor_subject ~ '^[A-Za-z0-9|_.:-]+$'),
    CONSTRAINT ck_idempotency_records_operation
        CHECK (char_length(operation) BETWEEN 3 AND 80 AND operation ~ '^[a-zA-Z]+$'),
    CONSTRAINT ck_idempotency_records_idempotency_key
        CHECK (char_length(idempotency_key) BETWEEN 16 AND 64 AND idempotency_key ~ '^[A-Za-z0-9-]+$'),
    CONSTRAINT ck_idempotency_records_request_hash CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_idempotency_records_response_status CHECK (response_status BETWEEN 100 AND 599),
    CONSTRAINT ck_idempotency_records_response_body CHECK (pg_column_size(response_body) <= 65536)
);

-- Clearing of records that have expired.
CREATE INDEX idx_idempotency_records_expires_at
    ON public.idempotency_records (expires_at);

COMMENT ON TABLE public.idempotency_records IS 'Answers to requests with an Idempotency-Key, kept for 24 hours.';
COMMENT ON COLUMN public.idempotency_records.id IS 'Identifier of the record. [class: public]';
COMMENT ON COLUMN public.idempotency_records.actor_subject IS 'Subject of the caller''s access token. [class: personal]';
COMMENT ON COLUMN public.idempotency_records.operation IS 'Operation that was called. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.idempotency_key IS 'Key that the caller sent. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.request_hash IS 'SHA-256 of the request body. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.response_status IS 'HTTP status that was answered. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.response_body IS 'Body that was answered. [class: personal]';
COMMENT ON COLUMN public.idempotency_records.expires_at IS 'When the record may be deleted. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.idempotency_records.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.idempotency_records ENABLE ROW LEVEL SECURITY;

CREATE POLICY idempotency_records_own_all ON public.idempotency_records FOR ALL
    USING (actor_subject = current_setting('app.subject', true))
    WITH CHECK (actor_subject = current_setting('app.subject', true));

-- migrate:down

DROP TABLE public.idempotency_records;
