-- description: Money paid back.
-- depends-on: 002

-- migrate:up

CREATE TABLE public.refunds (
    id                 uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id           uuid        NOT NULL,
    amount_minor       bigint      NOT NULL,
    currency           text        NOT NULL,
    reason             text        NOT NULL,
    status             text        NOT NULL DEFAULT 'pending',
    provider_reference text,
    requested_by       text        NOT NULL,
    settled_at         timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_refunds PRIMARY KEY (id),
    CONSTRAINT fk_refunds_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT uq_refunds_provider_reference UNIQUE (provider_reference),
    CONSTRAINT ck_refunds_amount_minor CHECK (amount_minor BETWEEN 1 AND 10100000),
    CONSTRAINT ck_refunds_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT ck_refunds_reason CHECK (char_length(reason) BETWEEN 3 AND 300),
    CONSTRAINT ck_refunds_status CHECK (status IN ('pending', 'succeeded', 'failed')),
    CONSTRAINT ck_refunds_provider_reference
        CHECK (char_length(provider_reference) BETWEEN 11 AND 44 AND provider_reference ~ '^ref_[A-Za-z0-9]{8,40}$'),
    CONSTRAINT ck_refunds_requested_by
        CHECK (char_length(requested_by) BETWEEN 1 AND 128 AND requested_by ~ '^[A-Za-z0-9|_.:-]+$'),
    CONSTRAINT ck_refunds_settled_rule CHECK ((status = 'pending') = (settled_at IS NULL))
);

-- Refunds of an order, newest first.
CREATE INDEX idx_refunds_order_id_created_at
    ON public.refunds (order_id, created_at DESC);

COMMENT ON TABLE public.refunds IS 'Money paid back on orders.';
COMMENT ON COLUMN public.refunds.id IS 'Identifier of the refund. [class: public]';
COMMENT ON COLUMN public.refunds.order_id IS 'The order that is refunded. [class: internal]';
COMMENT ON COLUMN public.refunds.amount_minor IS 'Amount paid back, in minor units. [class: internal]';
COMMENT ON COLUMN public.refunds.currency IS 'Currency of every amount, ISO 4217. [class: public]';
COMMENT ON COLUMN public.refunds.reason IS 'Why the money is paid back, in words the customer may read. [class: internal]';
COMMENT ON COLUMN public.refunds.status IS 'How far the refund has come. [class: internal]';
COMMENT ON COLUMN public.refunds.provider_reference IS 'Refund at the payment provider. [class: confidential]';
COMMENT ON COLUMN public.refunds.requested_by IS 'Subject of the access token of whoever asked for it. [class: personal]';
COMMENT ON COLUMN public.refunds.settled_at IS 'When the payment provider answered. [class: internal]';
COMMENT ON COLUMN public.refunds.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.refunds.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.refunds ENABLE ROW LEVEL SECURITY;

CREATE POLICY refunds_with_order_read ON public.refunds FOR SELECT
    USING (current_setting('app.role', true) IN ('customer', 'staff', 'admin') AND EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = refunds.order_id));

CREATE POLICY refunds_desk_create ON public.refunds FOR INSERT
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY refunds_desk_update ON public.refunds FOR UPDATE
    USING (current_setting('app.role', true) IN ('staff', 'admin'))
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

-- migrate:down

DROP TABLE public.refunds;
