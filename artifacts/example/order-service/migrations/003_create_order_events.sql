-- description: The history of orders.
-- depends-on: 002

-- migrate:up

CREATE TABLE public.order_events (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id        uuid        NOT NULL,
    sequence_number integer     NOT NULL,
    event_type      text        NOT NULL,
    from_status     text,
    to_status       text,
    actor_role      text        NOT NULL,
    reason          text,
    occurred_at     timestamptz NOT NULL DEFAULT now(),
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_order_events PRIMARY KEY (id),
    CONSTRAINT fk_order_events_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT uq_order_events_order_id_sequence_number UNIQUE (order_id, sequence_number),
    CONSTRAINT ck_order_events_sequence_number CHECK (sequence_number BETWEEN 1 AND 100000),
    CONSTRAINT ck_order_events_event_type
        CHECK (event_type IN ('order.placed', 'order.status_changed', 'order.refunded')),
    CONSTRAINT ck_order_events_from_status
        CHECK (from_status IN ('placed', 'confirmed', 'packing', 'shipped', 'delivered', 'cancelled')),
    CONSTRAINT ck_order_events_to_status
        CHECK (to_status IN ('placed', 'confirmed', 'packing', 'shipped', 'delivered', 'cancelled')),
    CONSTRAINT ck_order_events_actor_role
        CHECK (actor_role IN ('customer', 'staff', 'admin', 'system')),
    CONSTRAINT ck_order_events_reason CHECK (char_length(reason) BETWEEN 3 AND 300)
);

COMMENT ON TABLE public.order_events IS 'Append-only history of orders and the source of every webhook; rows are never changed. [append-only]';
COMMENT ON COLUMN public.order_events.id IS 'Identifier of the event. [class: public]';
COMMENT ON COLUMN public.order_events.order_id IS 'The order it happened to. [class: internal]';
COMMENT ON COLUMN public.order_events.sequence_number IS 'Place of the event in the order''s history, from 1. [class: internal]';
COMMENT ON COLUMN public.order_events.event_type IS 'What kind of thing happened. [class: internal]';
COMMENT ON COLUMN public.order_events.from_status IS 'Status before the event. [class: internal]';
COMMENT ON COLUMN public.order_events.to_status IS 'Status after the event. [class: internal]';
COMMENT ON COLUMN public.order_events.actor_role IS 'Role of whoever caused the event. [class: internal]';
COMMENT ON COLUMN public.order_events.reason IS 'Why it happened, in words the customer may read. [class: internal]';
COMMENT ON COLUMN public.order_events.occurred_at IS 'When it happened. [class: internal]';
COMMENT ON COLUMN public.order_events.created_at IS 'When the row was written. [class: internal]';

ALTER TABLE public.order_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY order_events_with_order_read ON public.order_events FOR SELECT
    USING (current_setting('app.role', true) IN ('customer', 'staff', 'admin') AND EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = order_events.order_id));

CREATE POLICY order_events_own_create ON public.order_events FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = order_events.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid));

CREATE POLICY order_events_desk_create ON public.order_events FOR INSERT
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

-- migrate:down

DROP TABLE public.order_events;
