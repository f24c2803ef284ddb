-- No statement but the pattern of what stands before a number that is no card and no telephone: a longer name, address or decimal
-- that it is the end of, or a word that says what else it numbers.
CONCAT(
  r'(?i)(?:',
  r'[\pL\pN][-_.\/~%]|[\/_~%]|:\/\/\S*|[?&][\w-]+=',
  r'|#\s?',
  r'|\b(?:issue|order|ticket|case|invoice|tracking|shipment|parcel|transaction|message|thread|bug|item|article|product|part|',
  r'batch|serial|customer|contract|policy|claim|record|reference|ref|id|sku|ean|upc|gtin|isbn|issn|imei|uuid|',
  r'bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|rechnungsnummer|commande|facture|pedido|factura)',
  r'''(?:[-_ ]?(?:id|key|code))?s?(?:[ _-]?(?:no|nr|num|number|nummer|numero|número|numéro)\b)?(?: is)?[.:]?[\s:=#*"'(]{0,4}''',
  r')$'
)
