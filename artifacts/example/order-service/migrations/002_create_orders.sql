-- description: Orders, their lines and addresses.
-- depends-on: 001

-- migrate:up

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

-- migrate:down

DROP TABLE public.shipping_addresses;
DROP TABLE public.order_items;
DROP TABLE public.orders;
DROP SEQUENCE public.order_number_seq;
