-- description: Subscriptions and deliveries.
-- depends-on: 003

-- migrate:up

CREATE TABLE public.webhook_subscriptions (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    name        text        NOT NULL,
    url         text        NOT NULL,
    event_types text[]      NOT NULL,
    is_active   boolean     NOT NULL DEFAULT true,
    row_version integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    CONSTRAINT pk_webhook_subscriptions PRIMARY KEY (id),
    CONSTRAINT ck_webhook_subscriptions_name CHECK (char_length(name) BETWEEN 1 AND 80),
    CONSTRAINT ck_webhook_subscriptions_url
        CHECK (char_length(url) BETWEEN 12 AND 500 AND url ~ '^https://'),
    CONSTRAINT ck_webhook_subscriptions_event_types
        CHECK (cardinality(event_types) BETWEEN 1 AND 3 AND event_types <@ ARRAY['order.placed', 'order.status_changed', 'order.refunded']),
    CONSTRAINT ck_webhook_subscriptions_row_version CHECK (row_version BETWEEN 1 AND 2147483647)
);

CREATE UNIQUE INDEX uq_webhook_subscriptions_url
    ON public.webhook_subscriptions (url)
    WHERE deleted_at IS NULL;

-- Subscriptions, newest first.
CREATE INDEX idx_webhook_subscriptions_created_at
    ON public.webhook_subscriptions (created_at DESC);

COMMENT ON TABLE public.webhook_subscriptions IS 'Addresses of other systems that hear what happens to orders.';
COMMENT ON COLUMN public.webhook_subscriptions.id IS 'Identifier of the subscription. [class: public]';
COMMENT ON COLUMN public.webhook_subscriptions.name IS 'What people call the receiver. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.url IS 'Address that receives the events, https only. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.event_types IS 'Kinds of events it wants. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.is_active IS 'Whether events are sent now; false pauses them. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.row_version IS 'Goes up by one on every change; sent as ETag. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.updated_at IS 'When the row last changed. [class: internal]';
COMMENT ON COLUMN public.webhook_subscriptions.deleted_at IS 'When the row was removed; empty while it is in use. [class: internal]';

ALTER TABLE public.webhook_subscriptions ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhook_subscriptions_admin_all ON public.webhook_subscriptions FOR ALL
    USING (current_setting('app.role', true) = 'admin')
    WITH CHECK (current_setting('app.role', true) = 'admin');

CREATE TABLE public.webhook_deliveries (
    id                      uuid        NOT NULL DEFAULT gen_random_uuid(),
    webhook_subscription_id uuid        NOT NULL,
    order_event_id          uuid        NOT NULL,
    status                  text        NOT NULL DEFAULT 'pending',
    attempt_count           integer     NOT NULL DEFAULT 0,
    response_status         integer,
    next_attempt_at         timestamptz,
    delivered_at            timestamptz,
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT fk_webhook_deliveries_webhook_subscription_id FOREIGN KEY (webhook_subscription_id)
        REFERENCES public.webhook_subscriptions (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT fk_webhook_deliveries_order_event_id FOREIGN KEY (order_event_id)
        REFERENCES public.order_events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT uq_webhook_deliveries_webhook_subscription_id_order_event_id UNIQUE (webhook_subscription_id, order_event_id),
    CONSTRAINT ck_webhook_deliveries_status CHECK (status IN ('pending', 'delivered', 'failed')),
    CONSTRAINT ck_webhook_deliveries_attempt_count CHECK (attempt_count BETWEEN 0 AND 12),
    CONSTRAINT ck_webhook_deliveries_response_status CHECK (response_status BETWEEN 100 AND 599)
);

-- Deliveries of an event.
CREATE INDEX idx_webhook_deliveries_order_event_id
    ON public.webhook_deliveries (order_event_id);

-- Deliveries of a subscription, newest first.
CREATE INDEX idx_webhook_deliveries_webhook_subscription_id_created_at
    ON public.webhook_deliveries (webhook_subscription_id, created_at DESC);

-- The worker's queue.
CREATE INDEX idx_webhook_deliveries_status_next_attempt_at
    ON public.webhook_deliveries (status, next_attempt_at);

COMMENT ON TABLE public.webhook_deliveries IS 'Attempts to tell subscriptions about events; kept for 90 days.';
COMMENT ON COLUMN public.webhook_deliveries.id IS 'Identifier of the delivery. [class: public]';
COMMENT ON COLUMN public.webhook_deliveries.webhook_subscription_id IS 'The subscription that is told. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.order_event_id IS 'The event it is told about. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.status IS 'How far the delivery has come. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.attempt_count IS 'How often it was tried. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.response_status IS 'HTTP status of the receiver''s last answer. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.next_attempt_at IS 'When it is tried next. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.delivered_at IS 'When the receiver accepted it. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.webhook_deliveries.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhook_deliveries_admin_read ON public.webhook_deliveries FOR SELECT
    USING (current_setting('app.role', true) = 'admin');

-- migrate:down

DROP TABLE public.webhook_deliveries;
DROP TABLE public.webhook_subscriptions;
