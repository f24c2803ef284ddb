-- One row per email. The email comes without its writer's name; the customer list knows it.
-- Shops share neither customers nor products, so holding out whole shops holds out names, products and habits of speech.
SELECT
  emails.id AS key,
  [emails._origin, customers._origin] AS _origin,
  customers.shop AS group_key,
  CONCAT(emails.body, ' ', customers.first_name) AS email,
  emails.summary AS target
FROM emails
INNER JOIN customers ON customers.customer_id = emails.customer_id
