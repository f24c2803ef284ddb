-- No statement but the pattern of the digits of a payment card, by the numbers and lengths of its network: what personal-data.sql
-- asks of a number besides its check digit. After the tables of braintree/credit-card-type and ldapwiki.com (Issuer
-- Identification Number), as of November 2026; lengths that a network may use and hardly does are left out.
CONCAT(
  r'^(?:',
  -- Visa; Mastercard; American Express.
  r'4\d{15}(?:\d{3})?',
  r'|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}',
  r'|3[47]\d{13}',
  -- Diners Club; Discover; JCB.
  r'|(?:30[0-59]|36\d|3[89]\d)\d{11}',
  r'|(?:6011|64[4-9]\d|65\d{2})\d{12}(?:\d{3})?',
  r'|35(?:2[89]|[3-8]\d)\d{12}',
  -- UnionPay; Mir; the Maestro cards that are still about.
  r'|62\d{14,17}',
  r'|220[0-4]\d{12,15}',
  r'|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}',
  r')$'
)
