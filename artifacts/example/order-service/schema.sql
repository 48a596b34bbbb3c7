-- Order service: the whole schema, PostgreSQL 15 or later.
-- The migrations in migrations/ build the same, step by step.
-- Every comment ends with the data class of what the column holds:
-- public, internal, personal or confidential.
-- The service sets app.role, app.subject and app.customer_id at the start of every
-- transaction from the verified access token; the policies below read nothing else.

CREATE TABLE public.customers (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    auth_subject text        NOT NULL,
    full_name    text        NOT NULL,
    email        text        NOT NULL,
    phone        text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT ck_customers_auth_subject
        CHECK (char_length(auth_subject) BETWEEN 1 AND 128 AND auth_subject ~ '^[A-Za-z0-9|_.:-]+$'),
    CONSTRAINT ck_customers_full_name CHECK (char_length(full_name) BETWEEN 1 AND 120),
    CONSTRAINT ck_customers_email CHECK (char_length(email) BETWEEN 3 AND 254),
    CONSTRAINT ck_customers_phone
        CHECK (char_length(phone) BETWEEN 8 AND 16 AND phone ~ '^\+[1-9][0-9]{6,14}$')
);

CREATE UNIQUE INDEX uq_customers_auth_subject
    ON public.customers (auth_subject)
    WHERE deleted_at IS NULL;

-- Staff look orders up by the customer's e-mail.
CREATE INDEX idx_customers_email
    ON public.customers (email);

COMMENT ON TABLE public.customers IS 'People who buy; sign-in itself is kept by the identity provider.';
COMMENT ON COLUMN public.customers.id IS 'Identifier of the customer. [class: public]';
COMMENT ON COLUMN public.customers.auth_subject IS 'Subject of the customer''s access token. [class: personal]';
COMMENT ON COLUMN public.customers.full_name IS 'Name as written on parcels and e-mails. [class: personal]';
COMMENT ON COLUMN public.customers.email IS 'Address that receives order e-mails. [class: personal]';
COMMENT ON COLUMN public.customers.phone IS 'Telephone number for the carrier, E.164. [class: personal]';
COMMENT ON COLUMN public.customers.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.customers.updated_at IS 'When the row last changed. [class: internal]';
COMMENT ON COLUMN public.customers.deleted_at IS 'When the row was removed; empty while it is in use. [class: internal]';

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

CREATE POLICY customers_self_read ON public.customers FOR SELECT
    USING (auth_subject = current_setting('app.subject', true));

CREATE POLICY customers_self_create ON public.customers FOR INSERT
    WITH CHECK (auth_subject = current_setting('app.subject', true));

CREATE POLICY customers_self_update ON public.customers FOR UPDATE
    USING (auth_subject = current_setting('app.subject', true))
    WITH CHECK (auth_subject = current_setting('app.subject', true));

CREATE POLICY customers_desk_read ON public.customers FOR SELECT
    USING (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY customers_mail_read ON public.customers FOR SELECT
    USING (current_setting('app.role', true) = 'email-system');

-- Gives the last six digits of order numbers; restarted at 1 on the first of January.
CREATE SEQUENCE public.order_number_seq AS bigint MINVALUE 1 MAXVALUE 999999 NO CYCLE;

CREATE TABLE public.orders (
    id                  uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_number        text        NOT NULL,
    customer_id         uuid        NOT NULL,
    status              text        NOT NULL DEFAULT 'placed',
    currency            text        NOT NULL,
    locale              text        NOT NULL DEFAULT 'en-IE',
    subtotal_minor      bigint      NOT NULL,
    shipping_minor      bigint      NOT NULL,
    tax_minor           bigint      NOT NULL,
    total_minor         bigint      NOT NULL,
    refunded_minor      bigint      NOT NULL DEFAULT 0,
    payment_reference   text        NOT NULL,
    carrier             text,
    tracking_number     text,
    cancellation_reason text,
    placed_at           timestamptz NOT NULL DEFAULT now(),
    shipped_at          timestamptz,
    delivered_at        timestamptz,
    cancelled_at        timestamptz,
    row_version         integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT fk_orders_customer_id FOREIGN KEY (customer_id)
        REFERENCES public.customers (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT uq_orders_order_number UNIQUE (order_number),
    CONSTRAINT uq_orders_payment_reference UNIQUE (payment_reference),
    CONSTRAINT ck_orders_order_number CHECK (order_number ~ '^AC-[0-9]{4}-[0-9]{6}$'),
    CONSTRAINT ck_orders_status
        CHECK (status IN ('placed', 'confirmed', 'packing', 'shipped', 'delivered', 'cancelled')),
    CONSTRAINT ck_orders_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT ck_orders_locale
        CHECK (char_length(locale) BETWEEN 2 AND 5 AND locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    CONSTRAINT ck_orders_subtotal_minor CHECK (subtotal_minor BETWEEN 0 AND 10000000),
    CONSTRAINT ck_orders_shipping_minor CHECK (shipping_minor BETWEEN 0 AND 100000),
    CONSTRAINT ck_orders_tax_minor CHECK (tax_minor BETWEEN 0 AND 10000000),
    CONSTRAINT ck_orders_total_minor CHECK (total_minor BETWEEN 0 AND 10100000),
    CONSTRAINT ck_orders_refunded_minor CHECK (refunded_minor BETWEEN 0 AND 10100000),
    CONSTRAINT ck_orders_payment_reference
        CHECK (char_length(payment_reference) BETWEEN 12 AND 44 AND payment_reference ~ '^pay_[A-Za-z0-9]{8,40}$'),
    CONSTRAINT ck_orders_carrier CHECK (char_length(carrier) BETWEEN 2 AND 60),
    CONSTRAINT ck_orders_tracking_number
        CHECK (char_length(tracking_number) BETWEEN 4 AND 40 AND tracking_number ~ '^[A-Z0-9]+$'),
    CONSTRAINT ck_orders_cancellation_reason
        CHECK (char_length(cancellation_reason) BETWEEN 3 AND 300),
    CONSTRAINT ck_orders_row_version CHECK (row_version BETWEEN 1 AND 2147483647),
    CONSTRAINT ck_orders_total_rule CHECK (total_minor = subtotal_minor + shipping_minor),
    CONSTRAINT ck_orders_tax_rule CHECK (tax_minor <= total_minor),
    CONSTRAINT ck_orders_refunded_rule CHECK (refunded_minor <= total_minor),
    CONSTRAINT ck_orders_shipped_rule
        CHECK (status NOT IN ('shipped', 'delivered') OR (shipped_at IS NOT NULL AND carrier IS NOT NULL AND tracking_number IS NOT NULL)),
    CONSTRAINT ck_orders_cancelled_rule CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);

-- A customer's own orders, newest first.
CREATE INDEX idx_orders_customer_id_placed_at
    ON public.orders (customer_id, placed_at DESC);

-- The order desk's queue by status.
CREATE INDEX idx_orders_status_placed_at
    ON public.orders (status, placed_at DESC);

-- The order desk's whole list, newest first.
CREATE INDEX idx_orders_placed_at
    ON public.orders (placed_at DESC);

-- The order desk sorts by total.
CREATE INDEX idx_orders_total_minor
    ON public.orders (total_minor);

COMMENT ON TABLE public.orders IS 'Orders with their prices at the time of buying and how far they have come.';
COMMENT ON COLUMN public.orders.id IS 'Identifier of the order. [class: public]';
COMMENT ON COLUMN public.orders.order_number IS 'Number people read and quote, for example AC-2026-018342. [class: internal]';
COMMENT ON COLUMN public.orders.customer_id IS 'The customer who placed the order. [class: internal]';
COMMENT ON COLUMN public.orders.status IS 'How far the order has come. [class: internal]';
COMMENT ON COLUMN public.orders.currency IS 'Currency of every amount, ISO 4217. [class: public]';
COMMENT ON COLUMN public.orders.locale IS 'Language tag that decides how amounts are written. [class: internal]';
COMMENT ON COLUMN public.orders.subtotal_minor IS 'Sum of the item line totals, in minor units. [class: internal]';
COMMENT ON COLUMN public.orders.shipping_minor IS 'Shipping cost, in minor units. [class: internal]';
COMMENT ON COLUMN public.orders.tax_minor IS 'Tax contained in the total, in minor units. [class: internal]';
COMMENT ON COLUMN public.orders.total_minor IS 'What the customer pays, in minor units. [class: internal]';
COMMENT ON COLUMN public.orders.refunded_minor IS 'What has been paid back so far, in minor units. [class: internal]';
COMMENT ON COLUMN public.orders.payment_reference IS 'Authorised payment at the payment provider. [class: confidential]';
COMMENT ON COLUMN public.orders.carrier IS 'Company that carries the parcel. [class: internal]';
COMMENT ON COLUMN public.orders.tracking_number IS 'Number under which the carrier knows the parcel. [class: internal]';
COMMENT ON COLUMN public.orders.cancellation_reason IS 'Why the order was cancelled. [class: internal]';
COMMENT ON COLUMN public.orders.placed_at IS 'When the order was accepted. [class: internal]';
COMMENT ON COLUMN public.orders.shipped_at IS 'When the parcel left the warehouse. [class: internal]';
COMMENT ON COLUMN public.orders.delivered_at IS 'When the carrier handed the parcel over. [class: internal]';
COMMENT ON COLUMN public.orders.cancelled_at IS 'When the order was cancelled. [class: internal]';
COMMENT ON COLUMN public.orders.row_version IS 'Goes up by one on every change; sent as ETag. [class: internal]';
COMMENT ON COLUMN public.orders.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.orders.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;

CREATE POLICY orders_own_read ON public.orders FOR SELECT
    USING (customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid);

CREATE POLICY orders_own_create ON public.orders FOR INSERT
    WITH CHECK (customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid);

CREATE POLICY orders_own_update ON public.orders FOR UPDATE
    USING (customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid)
    WITH CHECK (customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid);

CREATE POLICY orders_desk_read ON public.orders FOR SELECT
    USING (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY orders_desk_update ON public.orders FOR UPDATE
    USING (current_setting('app.role', true) IN ('staff', 'admin'))
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY orders_mail_read ON public.orders FOR SELECT
    USING (current_setting('app.role', true) = 'email-system');

CREATE POLICY orders_link_read ON public.orders FOR SELECT
    USING (id = NULLIF(current_setting('app.linked_order_id', true), '')::uuid);

CREATE TABLE public.order_items (
    id               uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id         uuid        NOT NULL,
    line_number      integer     NOT NULL,
    sku              text        NOT NULL,
    title            text        NOT NULL,
    qty              integer     NOT NULL,
    unit_price_minor bigint      NOT NULL,
    line_total_minor bigint      NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_order_items PRIMARY KEY (id),
    CONSTRAINT fk_order_items_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT uq_order_items_order_id_line_number UNIQUE (order_id, line_number),
    CONSTRAINT ck_order_items_line_number CHECK (line_number BETWEEN 1 AND 50),
    CONSTRAINT ck_order_items_sku
        CHECK (char_length(sku) BETWEEN 3 AND 40 AND sku ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'),
    CONSTRAINT ck_order_items_title CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT ck_order_items_qty CHECK (qty BETWEEN 1 AND 99),
    CONSTRAINT ck_order_items_unit_price_minor CHECK (unit_price_minor BETWEEN 0 AND 1000000),
    CONSTRAINT ck_order_items_line_total_minor CHECK (line_total_minor BETWEEN 0 AND 99000000),
    CONSTRAINT ck_order_items_line_total_rule CHECK (line_total_minor = qty * unit_price_minor)
);

COMMENT ON TABLE public.order_items IS 'Lines of orders; article, quantity and price at the time of buying.';
COMMENT ON COLUMN public.order_items.id IS 'Identifier of the line. [class: public]';
COMMENT ON COLUMN public.order_items.order_id IS 'The order it belongs to. [class: internal]';
COMMENT ON COLUMN public.order_items.line_number IS 'Place of the line in the order, from 1. [class: internal]';
COMMENT ON COLUMN public.order_items.sku IS 'Article number in the catalogue. [class: public]';
COMMENT ON COLUMN public.order_items.title IS 'Article name when it was bought. [class: public]';
COMMENT ON COLUMN public.order_items.qty IS 'How many of the article. [class: internal]';
COMMENT ON COLUMN public.order_items.unit_price_minor IS 'Price of one, in minor units. [class: internal]';
COMMENT ON COLUMN public.order_items.line_total_minor IS 'Price of the line, in minor units. [class: internal]';
COMMENT ON COLUMN public.order_items.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.order_items.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.order_items ENABLE ROW LEVEL SECURITY;

CREATE POLICY order_items_with_order_read ON public.order_items FOR SELECT
    USING (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = order_items.order_id));

CREATE POLICY order_items_own_create ON public.order_items FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = order_items.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid));

CREATE TABLE public.shipping_addresses (
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id       uuid        NOT NULL,
    recipient_name text        NOT NULL,
    street         text        NOT NULL,
    street_extra   text,
    city           text        NOT NULL,
    region         text,
    postal_code    text        NOT NULL,
    country_code   text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_shipping_addresses PRIMARY KEY (id),
    CONSTRAINT fk_shipping_addresses_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT uq_shipping_addresses_order_id UNIQUE (order_id),
    CONSTRAINT ck_shipping_addresses_recipient_name
        CHECK (char_length(recipient_name) BETWEEN 1 AND 120),
    CONSTRAINT ck_shipping_addresses_street CHECK (char_length(street) BETWEEN 1 AND 120),
    CONSTRAINT ck_shipping_addresses_street_extra
        CHECK (char_length(street_extra) BETWEEN 1 AND 120),
    CONSTRAINT ck_shipping_addresses_city CHECK (char_length(city) BETWEEN 1 AND 80),
    CONSTRAINT ck_shipping_addresses_region CHECK (char_length(region) BETWEEN 1 AND 80),
    CONSTRAINT ck_shipping_addresses_postal_code
        CHECK (char_length(postal_code) BETWEEN 2 AND 12 AND postal_code ~ '^[A-Z0-9 -]+$'),
    CONSTRAINT ck_shipping_addresses_country_code CHECK (country_code ~ '^[A-Z]{2}$')
);

COMMENT ON TABLE public.shipping_addresses IS 'Where orders go: one address per order, never shared.';
COMMENT ON COLUMN public.shipping_addresses.id IS 'Identifier of the address. [class: public]';
COMMENT ON COLUMN public.shipping_addresses.order_id IS 'The order it belongs to. [class: internal]';
COMMENT ON COLUMN public.shipping_addresses.recipient_name IS 'Person who takes the parcel. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.street IS 'Street and house number. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.street_extra IS 'Floor, door or care of. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.city IS 'Town or city. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.region IS 'State or province, where the country uses one. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.postal_code IS 'Postal code. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.country_code IS 'Country, ISO 3166-1 alpha-2. [class: personal]';
COMMENT ON COLUMN public.shipping_addresses.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.shipping_addresses.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.shipping_addresses ENABLE ROW LEVEL SECURITY;

CREATE POLICY shipping_addresses_with_order_read ON public.shipping_addresses FOR SELECT
    USING (current_setting('app.role', true) IN ('customer', 'staff', 'admin', 'email-system') AND EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = shipping_addresses.order_id));

CREATE POLICY shipping_addresses_own_create ON public.shipping_addresses FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = shipping_addresses.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid));

CREATE POLICY shipping_addresses_desk_update ON public.shipping_addresses FOR UPDATE
    USING (current_setting('app.role', true) IN ('staff', 'admin'))
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

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

CREATE TABLE public.status_links (
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    order_id       uuid        NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    last_opened_at timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_status_links PRIMARY KEY (id),
    CONSTRAINT fk_status_links_order_id FOREIGN KEY (order_id)
        REFERENCES public.orders (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT ck_status_links_expiry_rule CHECK (expires_at > created_at)
);

-- Links of an order.
CREATE INDEX idx_status_links_order_id
    ON public.status_links (order_id);

COMMENT ON TABLE public.status_links IS 'Signed links that show the status of an order without sign-in.';
COMMENT ON COLUMN public.status_links.id IS 'Identifier of the status link. [class: public]';
COMMENT ON COLUMN public.status_links.order_id IS 'The order it shows. [class: internal]';
COMMENT ON COLUMN public.status_links.expires_at IS 'When the link stops working. [class: internal]';
COMMENT ON COLUMN public.status_links.revoked_at IS 'When a newer link replaced it. [class: internal]';
COMMENT ON COLUMN public.status_links.last_opened_at IS 'When the link was last opened. [class: internal]';
COMMENT ON COLUMN public.status_links.created_at IS 'When the row was written. [class: internal]';
COMMENT ON COLUMN public.status_links.updated_at IS 'When the row last changed. [class: internal]';

ALTER TABLE public.status_links ENABLE ROW LEVEL SECURITY;

CREATE POLICY status_links_with_order_read ON public.status_links FOR SELECT
    USING (current_setting('app.role', true) IN ('customer', 'staff', 'admin', 'email-system') AND EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = status_links.order_id));

CREATE POLICY status_links_own_create ON public.status_links FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = status_links.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid));

CREATE POLICY status_links_own_update ON public.status_links FOR UPDATE
    USING (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = status_links.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid))
    WITH CHECK (EXISTS (SELECT 1 FROM public.orders AS o WHERE o.id = status_links.order_id AND o.customer_id = NULLIF(current_setting('app.customer_id', true), '')::uuid));

CREATE POLICY status_links_desk_create ON public.status_links FOR INSERT
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY status_links_desk_update ON public.status_links FOR UPDATE
    USING (current_setting('app.role', true) IN ('staff', 'admin'))
    WITH CHECK (current_setting('app.role', true) IN ('staff', 'admin'));

CREATE POLICY status_links_link_read ON public.status_links FOR SELECT
    USING (id = NULLIF(current_setting('app.status_link_id', true), '')::uuid);

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
