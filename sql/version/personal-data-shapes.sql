-- No statement but the pattern that personal-data.sql looks for: everything with the shape of personal data or a secret, and
-- what would pass for it. Where several shapes begin at the same character, the first of them is taken.
CONCAT(
  -- Private keys, and keys with the prefix that their issuer gives them: AWS, Google, GitHub, Slack, OpenAI and others, Stripe, JWT.
  r'-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:(?s:.*?)-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+\/=\s]*)',
  r'|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}',
  r'|\bgh[opsur]_[A-Za-z0-9]{36,251}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b|\bxox[abeoprs]-[A-Za-z0-9-]{10,}',
  r'|\bsk-[A-Za-z0-9_-]{20,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}',
  r'|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}',
  -- Email addresses.
  r'|[\pL\pN_][\pL\pN._%+-]*@[\pL\pN](?:[\pL\pN-]*[\pL\pN])?(?:\.[\pL\pN](?:[\pL\pN-]*[\pL\pN])?)*\.\pL{2,}',
  -- Telephone numbers with points, which would pass for versions.
  r'|\b[2-9]\d{2}\.\d{3}\.\d{4}\b|\b0[1-9](?:\.\d{2}){4}\b',
  -- What is none of it, so that no part of it is taken for something: UUIDs, dates and times, versions and addresses of
  -- machines, order numbers behind letters (a card may be behind its brand).
  r'|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b',
  r'|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b',
  r'|\b\d{1,5}(?:\.\d{1,5}){2,}\b',
  r'|\b[A-Za-z]{2,}[-_#]\d{2,}(?:-\d+)*\b|#\d+(?:-\d+)*\b',
  -- IBANs, of the length that their country has given them, in one piece or in groups of four.
  r'|\b(?i:(?:BE)\d\d(?:[ -]?[A-Z0-9]{4}){3}',
  r'|(?:AT|BA|EE|KZ|LT|LU|MN|XK)\d\d(?:[ -]?[A-Z0-9]{4}){4}',
  r'|(?:AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG)\d\d(?:[ -]?[A-Z0-9]{4}){5}',
  r'|(?:AL|AZ|BY|CY|DO|GT|HU|LB|NI|PL|SV)\d\d(?:[ -]?[A-Z0-9]{4}){6}',
  r'|LC\d\d(?:[ -]?[A-Z0-9]{4}){7}',
  r'|(?:CH|HR|LI|LV)\d\d(?:[ -]?[A-Z0-9]{4}){4}[ -]?[A-Z0-9]',
  r'|(?:LY|PT|ST)\d\d(?:[ -]?[A-Z0-9]{4}){5}[ -]?[A-Z0-9]',
  r'|(?:BR|EG|PS|QA|UA)\d\d(?:[ -]?[A-Z0-9]{4}){6}[ -]?[A-Z0-9]',
  r'|RU\d\d(?:[ -]?[A-Z0-9]{4}){7}[ -]?[A-Z0-9]',
  r'|(?:DK|FI|FO|GL|NL|SD)\d\d(?:[ -]?[A-Z0-9]{4}){3}[ -]?[A-Z0-9]{2}',
  r'|(?:BG|BH|CR|DE|GB|GE|IE|ME|RS|VA)\d\d(?:[ -]?[A-Z0-9]{4}){4}[ -]?[A-Z0-9]{2}',
  r'|(?:IS|TR)\d\d(?:[ -]?[A-Z0-9]{4}){5}[ -]?[A-Z0-9]{2}',
  r'|(?:JO|KW|MU|YE)\d\d(?:[ -]?[A-Z0-9]{4}){6}[ -]?[A-Z0-9]{2}',
  r'|NO\d\d(?:[ -]?[A-Z0-9]{4}){2}[ -]?[A-Z0-9]{3}',
  r'|(?:MK|SI)\d\d(?:[ -]?[A-Z0-9]{4}){3}[ -]?[A-Z0-9]{3}',
  r'|(?:AE|GI|IL|IQ|OM|SO|TL)\d\d(?:[ -]?[A-Z0-9]{4}){4}[ -]?[A-Z0-9]{3}',
  r'|(?:BI|DJ|FR|GR|IT|MC|MR|SM)\d\d(?:[ -]?[A-Z0-9]{4}){5}[ -]?[A-Z0-9]{3}',
  r'|(?:MT|SC)\d\d(?:[ -]?[A-Z0-9]{4}){6}[ -]?[A-Z0-9]{3})\b',
  -- Payment cards: 13 to 19 digits in one piece, or in the groups that are printed on them.
  r'|\b[2-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b|\b3\d{3}[ -]\d{6}[ -]\d{4,5}\b|\b[2-6]\d{12,18}\b',
  -- Telephone numbers: international; North American; French pairs; with a trunk zero, as in the UK, Germany, Italy,
  -- the Netherlands and Australia.
  r'|\B\+[1-9](?:[ ().\/-]{0,3}\d){6,14}\b|\b00[1-9]\d{0,2}[ \/-](?:[ ().\/-]{0,2}\d){6,12}\b',
  r'|(?:\b1[ -])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ -])\d{3}[ -]\d{4}\b',
  r'|\b0[1-9](?:[ -]\d{2}){4}\b|\b0[1-9][ -]\d{3,4}[ -]?\d{3,5}\b',
  r'|(?:\(0[1-9]\d{1,4}\)|\b0[1-9]\d{1,4})[ \/-]{1,3}\d{2,8}(?:[ -]\d{2,5}){0,3}\b'
)
