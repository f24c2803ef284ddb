-- GoogleSQL functions that DuckDB lacks or computes otherwise, one macro each, in the order of sql/expressions/functions/.

CREATE MACRO bq_divide(a, b) AS
  CASE WHEN b = 0 THEN error('division by zero: ' || CAST(a AS VARCHAR) || ' / ' || CAST(b AS VARCHAR))
       ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END;

CREATE MACRO bq_safe_divide(a, b) AS
  CASE WHEN b = 0 THEN NULL ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END;

CREATE MACRO bq_exp(x) AS
  CASE WHEN isinf(exp(x)) AND NOT isinf(x) THEN error('Floating point error in function: EXP(' || CAST(x AS VARCHAR) || ')') ELSE exp(x) END;

-- A macro is written out wherever it stands: one that names its arguments many times makes a statement of nested ones too large for memory.
CREATE MACRO bq_pow(x, y) AS pow(x, y);

CREATE MACRO bq_log(x, base) AS
  CASE WHEN base = 1 THEN error('Floating point error in function: LOG(' || CAST(x AS VARCHAR) || ', 1)')
       ELSE ln(x) / ln(base) END;

CREATE MACRO bq_div(a, b) AS CASE WHEN b = 0 THEN error('division by zero: DIV(' || CAST(a AS VARCHAR) || ', 0)') ELSE a // b END;

CREATE MACRO bq_mod(a, b) AS CASE WHEN b = 0 THEN error('division by zero: MOD(' || CAST(a AS VARCHAR) || ', 0)') ELSE a % b END;

-- Parts of a second come in threes: .5 is .500.
CREATE MACRO bq_whole_fraction(s) AS
  regexp_replace(regexp_replace(s, '(\.(?:\d{3})?\d\d)(\D.*)?$', '\10\2'), '(\.(?:\d{3})?\d)(\D.*)?$', '\100\2');

CREATE MACRO bq_string(x) AS
  CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN regexp_replace(CAST(x AS VARCHAR), '\.0$', '')
       WHEN typeof(x) = 'BLOB' THEN decode(CAST(x AS BLOB))
       WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(CAST(x AS VARCHAR), '\.?0+$', '')
       WHEN typeof(x) LIKE 'TIME%' THEN bq_whole_fraction(CAST(x AS VARCHAR))
       ELSE CAST(x AS VARCHAR) END;

CREATE MACRO bq_bytes_to_string(x) AS
  CASE WHEN x IS NOT NULL AND TRY(decode(x)) IS NULL
         THEN error('Not supported by the local BigQuery: SAFE_CONVERT_BYTES_TO_STRING of bytes that are no UTF-8')
       ELSE TRY(decode(x)) END;

CREATE MACRO bq_int64(x) AS
  CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CAST(round(CAST(x AS DOUBLE)) AS BIGINT)
       WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), '\s*[+-]?(\d+|0[xX][0-9a-fA-F]+)\s*')
         THEN error('Bad int64 value: ' || CAST(x AS VARCHAR))
       WHEN typeof(x) = 'VARCHAR' AND regexp_full_match(CAST(x AS VARCHAR), '\s*-0[xX].*')
         THEN -CAST(replace(CAST(x AS VARCHAR), '-', '') AS BIGINT)
       ELSE CAST(x AS BIGINT) END;

CREATE MACRO bq_bool(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' THEN
         CASE lower(CAST(x AS VARCHAR)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE ELSE
           CASE WHEN x IS NULL THEN NULL ELSE error('Bad bool value: ' || CAST(x AS VARCHAR)) END END
       ELSE CAST(x AS BOOLEAN) END;

CREATE MACRO bq_ranged(x) AS
  CASE WHEN year(x) NOT BETWEEN 1 AND 9999 THEN error('Date or time out of range 0001-01-01 to 9999-12-31') ELSE x END;

CREATE MACRO bq_date(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), '\s*\d{4}-\d{1,2}-\d{1,2}\s*')
         THEN error('Invalid date: ''' || CAST(x AS VARCHAR) || '''')
       ELSE bq_ranged(CAST(x AS DATE)) END;

CREATE MACRO bq_make_time(h, m, s) AS
  CASE WHEN h = 24 THEN error('Input calculates to invalid time: 24:00:00') ELSE make_time(h, m, CAST(s AS DOUBLE)) END;

CREATE MACRO bq_make_datetime(y, mo, d, h, mi, s) AS
  CASE WHEN h = 24 THEN error('Input calculates to invalid datetime: hour 24')
       ELSE bq_ranged(make_timestamp(y, mo, d, h, mi, CAST(s AS DOUBLE))) END;

-- DuckDB would take a day of 24 hours, other notations, infinity and epoch.
CREATE MACRO bq_time_pattern() AS '([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(\.\d{1,6})?';

CREATE MACRO bq_datetime_pattern() AS '\s*\d{4}-\d{1,2}-\d{1,2}([ Tt]' || bq_time_pattern() || ')?';

CREATE MACRO bq_zone_pattern() AS '( ?[+-]\d{1,2}(:\d{2})?| ?[Zz]| [A-Za-z][\w/+-]*)?';

CREATE MACRO bq_timestamp(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), bq_datetime_pattern() || bq_zone_pattern() || '\s*')
         THEN error('Invalid timestamp: ''' || CAST(x AS VARCHAR) || '''')
       ELSE bq_ranged(CAST(x AS TIMESTAMPTZ)) END;

CREATE MACRO bq_datetime(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), bq_datetime_pattern() || '\s*')
         THEN error('Invalid datetime string "' || CAST(x AS VARCHAR) || '"')
       ELSE bq_ranged(CAST(x AS TIMESTAMP)) END;

CREATE MACRO bq_time(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), '\s*' || bq_time_pattern() || '\s*')
         THEN error('Invalid time string "' || CAST(x AS VARCHAR) || '"')
       ELSE CAST(x AS TIME) END;

CREATE MACRO bq_piece(x) AS
  CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN error('Not supported by the local BigQuery: CONCAT of FLOAT64') ELSE x END;

CREATE MACRO bq_start(size, p) AS CASE WHEN p = 0 OR p < -size THEN 1 WHEN p < 0 THEN size + p + 1 ELSE p END;

CREATE MACRO bq_substr(s, p) AS substring(s, bq_start(length(s), p));

CREATE MACRO bq_substr_of(s, p, n) AS
  CASE WHEN n < 0 THEN error('Third argument in SUBSTR() cannot be negative') ELSE substring(s, bq_start(length(s), p), n) END;

CREATE MACRO bq_bytes_substr(s, p) AS from_hex(substring(hex(s), 2 * bq_start(octet_length(s), p) - 1));

CREATE MACRO bq_bytes_substr_of(s, p, n) AS
  CASE WHEN n < 0 THEN error('Third argument in SUBSTR() cannot be negative')
       ELSE from_hex(substring(hex(s), 2 * bq_start(octet_length(s), p) - 1, 2 * n)) END;

CREATE MACRO bq_left(s, n) AS CASE WHEN n < 0 THEN error('Second argument in LEFT() cannot be negative') ELSE left(s, n) END;

CREATE MACRO bq_right(s, n) AS CASE WHEN n < 0 THEN error('Second argument in RIGHT() cannot be negative') ELSE right(s, n) END;

-- 1 MB is GoogleSQL's own limit (kMaxOutputSize in googlesql/public/functions/string.cc). Sizes are cut where the value is
-- made as well: DuckDB computes what is constant of a CASE before it asks which branch is wanted.
CREATE MACRO bq_lpad(s, n, p) AS
  CASE WHEN n < 0 OR p = '' THEN error('LPAD needs a length of at least 0 and a pattern that is not empty')
       WHEN n > 1048576 THEN error('Output of LPAD/RPAD exceeds max allowed output size of 1MB')
       ELSE lpad(s, CAST(least(n, 1048576) AS INTEGER), p) END;

CREATE MACRO bq_rpad(s, n, p) AS
  CASE WHEN n < 0 OR p = '' THEN error('RPAD needs a length of at least 0 and a pattern that is not empty')
       WHEN n > 1048576 THEN error('Output of LPAD/RPAD exceeds max allowed output size of 1MB')
       ELSE rpad(s, CAST(least(n, 1048576) AS INTEGER), p) END;

CREATE MACRO bq_repeat(s, n) AS
  CASE WHEN n < 0 THEN error('Second argument in REPEAT() cannot be negative')
       WHEN n > 1048576 // greatest(strlen(s), 1) THEN error('Output of REPEAT exceeds max allowed output size of 1MB')
       ELSE repeat(s, least(n, 1048576 // greatest(strlen(s), 1))) END;

-- What BigQuery refuses as too many elements.
CREATE MACRO bq_generate_array(a, z, s) AS
  CASE WHEN s = 0 THEN error('Sequence step cannot be 0.')
       WHEN (z - a) / s > 1048574 THEN error('Array produced by GENERATE_ARRAY has too many elements: the limit is 1048575')
       ELSE generate_series(a, CASE WHEN (z - a) / s > 1048574 THEN a ELSE z END, s) END;

CREATE MACRO bq_generate_times(a, z, s) AS
  CASE WHEN epoch_us(s) = 0 THEN error('Sequence step cannot be 0.')
       WHEN (epoch(z) - epoch(a)) / epoch(s) > 1048574
         THEN error('Array produced by GENERATE_TIMESTAMP_ARRAY has too many elements: the limit is 1048575')
       ELSE generate_series(a, CASE WHEN (epoch(z) - epoch(a)) / epoch(s) > 1048574 THEN a ELSE z END, s) END;

-- Each from the first, as DuckDB's series is not: after February of a 31st comes March's.
CREATE MACRO bq_generate_months(a, z, m) AS
  CASE WHEN m = 0 THEN error('Sequence step cannot be 0.')
       ELSE list_filter(
         list_transform(generate_series(0, date_diff('month', a, z) // CASE WHEN m = 0 THEN 1 ELSE m END),
           lambda one: CAST(a + to_months(CAST(one * m AS INTEGER)) AS DATE)),
         lambda one: CASE WHEN m > 0 THEN one <= z ELSE one >= z END) END;

CREATE MACRO bq_floor_div(a, n) AS (a - ((a % n) + n) % n) // n;

-- How long the text would be with every f replaced; above 100 MB no row of BigQuery holds it.
CREATE MACRO bq_replaced_size(s, f, t) AS
  CASE WHEN strlen(s) * strlen(t) <= 104857600 THEN 0
       ELSE strlen(s) + (strlen(s) - strlen(replace(s, f, ''))) // greatest(strlen(f), 1) * (strlen(t) - strlen(f)) END;

CREATE MACRO bq_replace(s, f, t) AS
  CASE WHEN f = '' THEN s
       WHEN bq_replaced_size(s, f, t) > 104857600 THEN error('Output of REPLACE exceeds max allowed output size of 100MB')
       ELSE replace(s, f, CASE WHEN bq_replaced_size(s, f, t) > 104857600 THEN '' ELSE t END) END;

CREATE MACRO bq_length(x) AS CASE WHEN typeof(x) = 'BLOB' THEN octet_length(CAST(x AS BLOB)) ELSE length(CAST(x AS VARCHAR)) END;

CREATE MACRO bq_byte_length(x) AS CASE WHEN typeof(x) = 'BLOB' THEN octet_length(CAST(x AS BLOB)) ELSE strlen(CAST(x AS VARCHAR)) END;

CREATE MACRO bq_regexp_extract(s, pattern, g) AS CASE WHEN regexp_matches(s, pattern) THEN regexp_extract(s, pattern, g) END;

CREATE MACRO bq_regexp_extract_nth(s, pattern, p, n, g) AS
  CASE WHEN p < 1 THEN error('Position must be positive in REGEXP_EXTRACT')
       WHEN n < 1 THEN error('Occurrence must be positive in REGEXP_EXTRACT')
       ELSE regexp_extract_all(substring(s, p), pattern, g)[n] END;

-- What stands before the nth match, however little that is.
CREATE MACRO bq_regexp_instr(s, pattern, p, n) AS
  CASE WHEN p < 1 OR n < 1 THEN error('Position and occurrence must be positive in REGEXP_INSTR')
       WHEN s IS NULL OR pattern IS NULL THEN NULL
       WHEN len(regexp_extract_all(substring(s, p), pattern)) < n THEN 0
       ELSE p + length(regexp_extract(substring(s, p),
         '\A((?:(?s:.*?)(?:' || pattern || ')){' || CAST(n - 1 AS VARCHAR) || '}(?s:.*?))(?:' || pattern || ')', 1)) END;

CREATE MACRO bq_code_points(s) AS list_transform(regexp_extract_all(s, '(?s).'), lambda one: CAST(unicode(one) AS BIGINT));

CREATE MACRO bq_bytes_code_points(b) AS
  list_transform(generate_series(1, octet_length(b)), lambda place: CAST('0x' || substring(hex(b), 2 * place - 1, 2) AS BIGINT));

CREATE MACRO bq_from_code_points(a) AS
  CASE WHEN len(list_filter(a, lambda one: one IS NULL)) > 0 THEN NULL
       ELSE array_to_string(list_transform(a, lambda one: chr(CAST(one AS INTEGER))), '') END;

CREATE MACRO bq_bytes_of_code_points(a) AS
  CASE WHEN len(list_filter(a, lambda one: one IS NULL)) > 0 THEN NULL
       WHEN len(list_filter(a, lambda one: one NOT BETWEEN 0 AND 255)) > 0 THEN error('Invalid extended ASCII code points in CODE_POINTS_TO_BYTES')
       ELSE from_hex(array_to_string(list_transform(a, lambda one: printf('%02x', CAST(one AS BIGINT))), '')) END;

-- ASCII is the same in every normal form; the functions behind these two are JavaScript's.
CREATE MACRO bq_normalized(s, form) AS CASE WHEN strlen(s) = length(s) THEN s ELSE bq_normalize(s, form) END;

-- So are, where letters and their accents are one, the letters of Western Europe but for ß, and the punctuation around them.
CREATE MACRO bq_folded(s, form) AS
  CASE WHEN strlen(s) = length(s)
         OR form IN ('NFC', 'NFKC') AND NOT regexp_matches(s, '[^\x00-\x7f¡-§©«-®°±¶·»¿-Þà-ÿ\x{2010}\x{2012}-\x{2016}\x{2018}-\x{2023}€]')
       THEN lower(s) ELSE bq_casefold(s, form) END;

CREATE MACRO bq_range_bucket(p, boundaries) AS
  CASE WHEN p IS NULL THEN NULL
       WHEN len(list_filter(boundaries, lambda one: one IS NULL)) > 0 THEN error('Elements in input array to RANGE_BUCKET should not be null')
       ELSE len(list_filter(boundaries, lambda one: one <= p)) END;

-- The function behind it sees a JSON value as the text that DuckDB keeps it in.
CREATE MACRO bq_to_json_string(x) AS
  CASE WHEN typeof(x) = 'JSON' THEN CAST(json(CAST(x AS VARCHAR)) AS VARCHAR)
       WHEN regexp_matches(typeof(x), '\bJSON\b') THEN error('Not supported by the local BigQuery: TO_JSON_STRING of JSON inside a STRUCT or ARRAY')
       ELSE bq_value_json(x) END;

CREATE MACRO bq_json_value(j, path) AS
  CASE WHEN json_type(j, path) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, path) END;

-- Of JSON, JSON; of a text, a text. Two macros, not one of two signatures: inside LATERAL DuckDB cannot tell which is meant.
CREATE MACRO bq_json_query(j, path) AS json_extract(j, path);

CREATE MACRO bq_text_query(j, path) AS nullif(CAST(json_extract(j, path) AS VARCHAR), 'null');

CREATE MACRO bq_json_query_array(j, path) AS
  CASE json_type(j, path) WHEN 'ARRAY' THEN CAST(json_extract(j, path) AS JSON[]) END;

CREATE MACRO bq_text_query_array(j, path) AS
  CASE json_type(j, path) WHEN 'ARRAY' THEN CAST(CAST(json_extract(j, path) AS JSON[]) AS VARCHAR[]) END;

CREATE MACRO bq_json_value_array(j, path) AS
  CASE WHEN json_type(j, path) = 'ARRAY'
        AND len(list_filter(CAST(json_extract(j, path) AS JSON[]), lambda one: json_type(one) IN ('OBJECT', 'ARRAY'))) = 0
       THEN list_transform(CAST(json_extract(j, path) AS JSON[]), lambda one: json_extract_string(one, '$')) END;

CREATE MACRO bq_json_string(j) AS
  CASE WHEN json_type(j) <> 'VARCHAR' THEN error('The provided JSON input is not a string') ELSE json_extract_string(j, '$') END;

CREATE MACRO bq_json_type(j) AS
  CASE json_type(j)
    WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'OBJECT' THEN 'object'
    WHEN 'ARRAY' THEN 'array' WHEN 'NULL' THEN 'null' ELSE CASE WHEN j IS NULL THEN NULL ELSE 'number' END END;

CREATE MACRO bq_check_array(a) AS
  CASE WHEN typeof(a) LIKE '%]' THEN TRUE ELSE error('Not supported by the local BigQuery: subscript of a value that is not an ARRAY') END;

CREATE MACRO bq_at(a, i) AS
  CASE WHEN a IS NULL OR i IS NULL THEN NULL
       WHEN bq_check_array(a) AND (i < 0 OR i >= len(a)) THEN error('Array index ' || CAST(i AS VARCHAR) || ' is out of bounds')
       ELSE a[i + 1] END;

-- DuckDB counts from the end below 0, and knows no element beyond it.
CREATE MACRO bq_safe_at(a, i) AS CASE WHEN bq_check_array(a) THEN a[CASE WHEN i >= 0 THEN i + 1 END] END;

-- DuckDB leaves out NULL, which is a value among others.
CREATE MACRO bq_distinct(a) AS
  CASE WHEN list_count(a) < len(a) THEN list_append(list_distinct(a), NULL) ELSE list_distinct(a) END;

-- DuckDB's JSON text of strings, booleans, arrays and structs is that of BigQuery's exports (json-lines.ts) but for markup
-- characters, NULLs, and characters that BigQuery escapes and DuckDB does not, or in another case. What looks like one counts.
CREATE MACRO bq_json_differs(j) AS
  j IS NULL OR j = 'null' OR contains(j, ':null') OR contains(j, '[null') OR contains(j, ',null')
  OR contains(j, '\u00') OR contains(j, chr(8232)) OR contains(j, chr(8233));

CREATE MACRO bq_json_markup(j) AS
  CASE WHEN contains(j, '<') OR contains(j, '>') OR contains(j, '&')
       THEN replace(replace(replace(j, '<', '\u003c'), '>', '\u003e'), '&', '\u0026') ELSE j END;

CREATE MACRO bq_structs_differ(a, b) AS typeof(a) LIKE '%STRUCT(%' AND typeof(b) LIKE '%STRUCT(%' AND typeof(a) <> typeof(b);

CREATE MACRO bq_refuse_structs() AS error('Not supported by the local BigQuery: a choice between STRUCTs with different field names or types');

-- Why two vectors have no distance, as GoogleSQL words it; NULL where they have one.
CREATE MACRO bq_vector_fault(a, b) AS
  CASE WHEN len(a) <> len(b) THEN 'Array length mismatch: ' || CAST(len(a) AS VARCHAR) || ' and ' || CAST(len(b) AS VARCHAR) || '.'
       WHEN list_count(a) < len(a) OR list_count(b) < len(b) THEN 'NULL array element' END;

-- What is written out DuckDB computes ahead, whether its turn comes or not: a vector that has a distance, or NULL.
CREATE MACRO bq_sound(v, other) AS CASE WHEN bq_vector_fault(v, other) IS NULL THEN v END;

CREATE MACRO bq_dot_product(a, b) AS list_inner_product(bq_sound(a, b), bq_sound(b, a));

CREATE MACRO bq_cosine_distance(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN bq_vector_fault(a, b) IS NOT NULL THEN error(bq_vector_fault(a, b))
       WHEN bq_dot_product(a, a) = 0 OR bq_dot_product(b, b) = 0 THEN error('Cannot compute cosine distance against zero vector.')
       ELSE 1 - bq_dot_product(a, b) / (sqrt(bq_dot_product(a, a)) * sqrt(bq_dot_product(b, b))) END;

CREATE MACRO bq_euclidean_distance(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN bq_vector_fault(a, b) IS NOT NULL THEN error(bq_vector_fault(a, b))
       ELSE list_distance(bq_sound(a, b), bq_sound(b, a)) END;

CREATE MACRO bq_manhattan_distance(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN bq_vector_fault(a, b) IS NOT NULL THEN error(bq_vector_fault(a, b))
       ELSE coalesce(list_sum(list_transform(a, lambda one, place: abs(one - b[place]))), 0.0) END;

CREATE MACRO bq_negative_dot_product(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN bq_vector_fault(a, b) IS NOT NULL THEN error(bq_vector_fault(a, b))
       ELSE - bq_dot_product(a, b) END;

-- Whether a row is among the k nearest: below 0 all are.
CREATE MACRO bq_is_nearest(place, k) AS
  CASE WHEN k IS NULL OR k = 0 THEN error('Not supported by the local BigQuery: a top_k of 0 or NULL') ELSE k < 0 OR place <= k END;
