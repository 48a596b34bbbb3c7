-- description: People who buy.

-- migrate:up

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

-- migrate:down

DROP TABLE public.customers;
