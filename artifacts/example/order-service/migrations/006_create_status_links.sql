-- description: Signed status links.
-- depends-on: 002

-- migrate:up

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

-- migrate:down

DROP TABLE public.status_links;
