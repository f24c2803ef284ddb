/** Queries with the rows BigQuery's documentation gives or implies: cells as on the wire, arrays and structs as arrays. */

export const cases: [sql: string, rows: unknown[][]][] = [
  // Numbers (functions-and-operators: mathematical functions, operators)
  ['SELECT 7 / 2, 6 / 3', [['3.5', '2.0']]],
  ['SELECT DIV(7, 2), DIV(-7, 2), MOD(-5, 3), MOD(5, -3)', [['3', '-3', '-2', '2']]],
  [
    'SELECT MOD(MOD(-7, 4) * 5, 9), DIV(DIV(-7, 2), 2), MOD(NULL, 3), MOD(x, y) FROM (SELECT 7 AS x, 4 AS y)',
    [['-6', '-1', null, '3']],
  ],
  ['SELECT 1000000 * 1000000', [['1000000000000']]],
  ['SELECT SAFE_DIVIDE(1, 0), SAFE_DIVIDE(20, 4)', [[null, '5.0']]],
  ['SELECT IEEE_DIVIDE(25, 0), IEEE_DIVIDE(0, 0)', [['Infinity', 'NaN']]],
  ['SELECT ROUND(2.5), ROUND(-2.5), ROUND(123.7, -1), ROUND(1.235, 2)', [['3.0', '-3.0', '120.0', '1.24']]],
  ['SELECT CAST(2.5 AS INT64), CAST(-2.5 AS INT64), CAST(1.5 AS INT64)', [['3', '-3', '2']]],
  ["SELECT CAST('0x87a' AS INT64), CAST('-0x87a' AS INT64)", [['2170', '-2170']]],
  ["SELECT SAFE_CAST('apple' AS INT64), SAFE_CAST('1.5' AS INT64), SAFE_CAST('12' AS INT64)", [[null, null, '12']]],
  ['SELECT GREATEST(3, 5, 1), GREATEST(1, NULL), LEAST(1, NULL)', [['5', null, null]]],
  ['SELECT 1.5 + 1, 0x1F, 1e3, .5', [['2.5', '31', '1000.0', '0.5']]],
  ['SELECT 1 | 2, 3 & 1, 5 ^ 1, 1 << 3, ~0', [['3', '1', '4', '8', '-1']]],
  [
    'SELECT FLOOR(-1.5), CEIL(1.2), TRUNC(-1.9), SIGN(-3), ABS(-4), POW(2, 3), SQRT(9)',
    [['-2.0', '2.0', '-1.0', '-1', '4', '8.0', '3.0']],
  ],
  ['SELECT SAFE_ADD(9223372036854775807, 1), SAFE_NEGATE(5)', [[null, '-5']]],

  // Hashes
  // of texts in many vectors, the first ones with NULL among them
  [
    'SELECT COUNT(f), COUNTIF(f = FARM_FINGERPRINT("odd")), COUNTIF(f = FARM_FINGERPRINT("")) FROM (SELECT FARM_FINGERPRINT(IF(MOD(x, 2) = 1, "odd", IF(x < 5000, NULL, ""))) AS f FROM UNNEST(GENERATE_ARRAY(1, 10000)) AS x)',
    [['7501', '5000', '2501']],
  ],
  [
    "SELECT FARM_FINGERPRINT(CONCAT(CAST(x AS STRING), y, CAST(z AS STRING))) FROM UNNEST([STRUCT(1 AS x, 'foo' AS y, TRUE AS z), STRUCT(2, 'apple', FALSE), STRUCT(3, '', TRUE)])",
    [['-1541654101129638711'], ['2794438866806483259'], ['-4880158226897771312']],
  ],
  [
    "SELECT TO_HEX(MD5('Hello World')), TO_HEX(SHA1('Hello World'))",
    [['b10a8db164e0754105b7a99be72e3fe5', '0a4d55a8d778e5022fab701977c5d840bbc486d0']],
  ],
  ["SELECT MD5('Hello World')", [['sQqNsWTgdUEFt6mb5y4/5Q==']]],
  ["SELECT TO_HEX(SHA256('Hello World'))", [['a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e']]],
  [
    "SELECT TO_HEX(b'\\x00\\x01\\x02\\xff'), FROM_HEX('00010203'), TO_BASE64(b'\\xff\\xee')",
    [['000102ff', 'AAECAw==', '/+4=']],
  ],

  // Strings
  [
    "SELECT CONCAT('T.P.', ' ', 'Bar'), CONCAT('a', NULL), 'a' || NULL, CONCAT('Summer', ' ', 1923)",
    [['T.P. Bar', null, null, 'Summer 1923']],
  ],
  [
    "SELECT SUBSTR('apple', 2), SUBSTR('apple', 2, 2), SUBSTR('apple', -2), SUBSTR('apple', 123), SUBSTR('apple', 0, 2), SUBSTR('apple', -10, 2)",
    [['pple', 'pp', 'le', '', 'ap', 'ap']],
  ],
  [
    "SELECT LENGTH('абвгд'), CHAR_LENGTH('абвгд'), BYTE_LENGTH('абвгд'), LEFT('абвгд', 3), RIGHT('абвгд', 2)",
    [['5', '5', '10', 'абв', 'гд']],
  ],
  [
    "SELECT TRIM('   apple   '), LTRIM('***apple***', '*'), RTRIM('***apple***', '*'), TRIM('***apple***', '*'), TRIM('\\n\\u00a0x\\t')",
    [['apple', 'apple***', '***apple', 'apple', 'x']],
  ],
  ["SELECT SPLIT('b,c,d'), SPLIT('', ','), SPLIT('a--b', '--')", [[['b', 'c', 'd'], [''], ['a', 'b']]]],
  ["SELECT STRPOS('foo@example.com', '@'), STRPOS('abc', 'z')", [['4', '0']]],
  [
    "SELECT LPAD('abc', 5), LPAD('abc', 2), LPAD('abc', 8, 'def'), RPAD('abc', 5, '-')",
    [['  abc', 'ab', 'defdeabc', 'abc--']],
  ],
  [
    "SELECT REPLACE('apple pie', 'pie', 'cobbler'), REPLACE('abc', '', 'x'), REVERSE('foo'), REPEAT('ab', 2)",
    [['apple cobbler', 'abc', 'oof', 'abab']],
  ],
  [
    "SELECT STARTS_WITH('bar', 'b'), ENDS_WITH('apple', 'e'), UPPER('foo'), LOWER('FOO')",
    [['true', 'true', 'FOO', 'foo']],
  ],
  [
    "SELECT 'a%b' LIKE 'a\\\\%b', 'axb' LIKE 'a\\\\%b', 'abc' LIKE 'a_c', 'ABC' LIKE 'abc', 'x' NOT LIKE 'y%'",
    [['true', 'false', 'true', 'false', 'true']],
  ],
  ["SELECT 'it''s' = 'x' OR TRUE".replace("''", "\\'"), [['true']]],
  ["SELECT 'a\\nb', r'a\\nb', \"it's\", '''x'y''', '\\u00e9\\x41\\101'", [['a\nb', 'a\\nb', "it's", "x'y", 'éAA']]],
  ['SELECT """two\nlines"""', [['two\nlines']]],
  ["SELECT b'\\xff\\x00', B'abc', rb'\\n'", [['/wA=', 'YWJj', 'XG4=']]],
  ["SELECT '' , \"\", r''", [['', '', '']]],
  ["SELECT '\\ufeffa', CONCAT('\\ufeff', 'b'), LENGTH('\\ufeff')", [['\ufeffa', '\ufeffb', '1']]],
  ["SELECT 'x' -- it's a comment\n, 'y' /* 'z' */", [['x', 'y']]],

  [
    "SELECT FORMAT('%s: %d of %05d, %.2f%%', 'a', 1, 42, 12.345), FORMAT('%d', NULL), LENGTH(b'\\xff\\x00')",
    [['a: 1 of 00042, 12.35%', null, '2']],
  ],

  [
    "SELECT SUBSTR(b'abcdef', 2, 3), SUBSTR(b'abcdef', -2), SUBSTR(b'ab\\xff', 3), SUBSTR(b'abc', 0, 2), BYTE_LENGTH(b'\\xff\\x00')",
    [['YmNk', 'ZWY=', '/w==', 'YWI=', '2']],
  ],
  [
    "SELECT TO_CODE_POINTS('foo'), TO_CODE_POINTS('āa'), TO_CODE_POINTS(b'\\x00\\x10\\xff')",
    [
      [
        ['102', '111', '111'],
        ['257', '97'],
        ['0', '16', '255'],
      ],
    ],
  ],
  [
    'SELECT CODE_POINTS_TO_STRING([65, 255, 513, 1024]), CODE_POINTS_TO_STRING([65, 255, NULL, 1024]), CODE_POINTS_TO_BYTES([65, 98])',
    [['AÿȁЀ', null, 'QWI=']],
  ],
  [
    "SELECT NORMALIZE('e\\u0301') = NORMALIZE('\\u00e9', NFC), NORMALIZE('Raha\\u2004Mahan', NFKC), NORMALIZE('ﬁ', NFKD), LENGTH(NORMALIZE('é', NFD))",
    [['true', 'Raha Mahan', 'fi', '2']],
  ],
  [
    "SELECT NORMALIZE_AND_CASEFOLD('The Red Barn'), NORMALIZE_AND_CASEFOLD('Straße', NFKC), NORMALIZE_AND_CASEFOLD('ΣΑΣ ẞ ı')",
    [['the red barn', 'strasse', 'σασ ss ı']],
  ],
  [
    "SELECT INITCAP('Hello World-everyone!'), INITCAP('the dog BARKS loudly+friendly'), INITCAP('apples1oranges2pears', '12'), INITCAP('élan ça')",
    [['Hello World-Everyone!', 'The Dog Barks Loudly+Friendly', 'Apples1Oranges2Pears', 'Élan Ça']],
  ],
  ["SELECT CONTAINS_SUBSTR('the blue house', 'Blue house'), CONTAINS_SUBSTR('a', 'b')", [['true', 'false']]],

  // What is written out goes with what it can be coerced to, and NULL with anything
  [
    "SELECT d = '2026-01-02', d IN ('2026-01-02'), d BETWEEN '2026-01-01' AND '2026-01-03', t < '2026-01-02 03:04:05' FROM (SELECT DATE '2026-01-02' AS d, TIMESTAMP '2026-01-02 00:00:00+00' AS t)",
    [['true', 'true', 'true', 'true']],
  ],
  [
    "SELECT n = 1.0, n < NUMERIC '1.5', f > 1, COALESCE(n, 1.5), n IN (1, 2.5), NULL = 'a', COALESCE(NULL, 'a'), IF(TRUE, NULL, 'b') FROM (SELECT 1 AS n, 2.5 AS f)",
    [['true', 'true', 'true', '1.0', 'true', null, 'a', null]],
  ],
  ["SELECT a FROM (SELECT NULL AS a UNION ALL SELECT 'x') WHERE a = 'x'", [['x']]],
  [
    "SELECT a.n FROM (SELECT 1 AS n, 'x' AS s) AS a WHERE EXISTS (SELECT 1 FROM (SELECT 'x' AS n) AS b WHERE b.n = a.s AND n = 'x')",
    [['1']],
  ],
  ["SELECT n FROM UNNEST(['a']) AS n WHERE n = 'a' AND EXISTS (SELECT 1 FROM UNNEST([1]) AS n WHERE n = 1)", [['a']]],

  // Regular expressions
  [
    "SELECT REGEXP_INSTR('ab@cd-ef', '@[^-]*'), REGEXP_INSTR('abc-ef', '@[^-]*'), REGEXP_INSTR('a@cd-ef b@cd-ef', '@[^-]*', 1, 2), REGEXP_INSTR('a@cd-ef b@cd-ef', '@[^-]*', 4), REGEXP_INSTR('é\\n@', '@')",
    [['3', '0', '10', '10', '3']],
  ],
  [
    "SELECT REGEXP_EXTRACT('Hello Helloo and Hellooo', 'H?ello+', 1, 2), REGEXP_EXTRACT('Hello Helloo and Hellooo', 'H?ello+', 3), REGEXP_EXTRACT('Hello', 'H?ello+', 1, 2), REGEXP_EXTRACT('a1b2', '([a-z])[0-9]', 1, 2)",
    [['Helloo', 'Helloo', null, 'b']],
  ],
  [
    "SELECT REGEXP_CONTAINS('ABC', '(?i)b'), REGEXP_EXTRACT('a=1', r'(?i)(A)=(?:\\d)'), REGEXP_REPLACE('aXbX', '(?i)x', '-'), REGEXP_CONTAINS('a\\nb', '(?s)a.b')",
    [['true', 'a', 'a-b-', 'true']],
  ],
  ["SELECT REGEXP_CONTAINS('foo@example.com', r'@[a-z]+\\.com'), REGEXP_CONTAINS('abc', '^b')", [['true', 'false']]],
  [
    "SELECT REGEXP_EXTRACT('foo@example.com', r'^[a-zA-Z0-9_.+-]+'), REGEXP_EXTRACT('foo@example.com', r'@([a-z]+)\\.'), REGEXP_EXTRACT('a', 'b')",
    [['foo', 'example', null]],
  ],
  [
    "SELECT REGEXP_EXTRACT_ALL('Try `func(x)` or `func(y)`', '`(.+?)`'), REGEXP_EXTRACT_ALL('abc', 'z')",
    [[['func(x)', 'func(y)'], []]],
  ],
  [
    "SELECT REGEXP_REPLACE('# Heading # 2', r'# ([a-zA-Z0-9\\s]+)', '<h1>\\\\1</h1>')",
    [['<h1>Heading </h1><h1>2</h1>']],
  ],

  // Casts and formats
  [
    "SELECT CAST(1.0 AS STRING), CAST(TRUE AS STRING), CAST(3 AS STRING), CAST(TIMESTAMP '2024-01-02 03:04:05+00' AS STRING), CAST(DATE '2024-01-02' AS STRING)",
    [['1', 'true', '3', '2024-01-02 03:04:05+00', '2024-01-02']],
  ],
  ["SELECT CAST('TRUE' AS BOOL), SAFE_CAST('yes' AS BOOL), CAST(1 AS BOOL)", [['true', null, 'true']]],
  [
    "SELECT TO_JSON_STRING(STRUCT(1 AS id, 'a\"b' AS name, [1, 2] AS xs, CAST(NULL AS STRING) AS n, 1.0 AS f, 9007199254740993 AS big))",
    [['{"id":1,"name":"a\\"b","xs":[1,2],"n":null,"f":1,"big":"9007199254740993"}']],
  ],
  [
    "SELECT TO_JSON_STRING(STRUCT(DATE '2024-01-02' AS d, TIMESTAMP '2024-01-02 03:04:05.5+00' AS t, b'ab' AS b, TRUE AS y))",
    [['{"d":"2024-01-02","t":"2024-01-02T03:04:05.500Z","b":"YWI=","y":true}']],
  ],

  // NULLs and ordering
  ['SELECT x FROM UNNEST([3, NULL, 1]) AS x ORDER BY x', [[null], ['1'], ['3']]],
  ['SELECT x FROM UNNEST([3, NULL, 1]) AS x ORDER BY x DESC', [['3'], ['1'], [null]]],
  ['SELECT x FROM UNNEST([3, NULL, 1]) AS x ORDER BY x NULLS LAST LIMIT 2 OFFSET 1', [['3'], [null]]],
  [
    'SELECT NULL IN (1), 1 IN (2, NULL), 1 NOT IN (2), 2 IN UNNEST([1, 2]), NULL IS NOT DISTINCT FROM NULL',
    [[null, null, 'true', 'true', 'true']],
  ],
  [
    'SELECT IF(NULL, 1, 2), IFNULL(NULL, 3), NULLIF(1, 1), COALESCE(NULL, NULL, 4), CASE 2 WHEN 1 THEN 5 WHEN 2 THEN 6 END',
    [['2', '3', null, '4', '6']],
  ],

  // Structs and arrays
  [
    "SELECT STRUCT('user' AS role, [STRUCT('x' AS text)] AS parts).role, [10, 20][OFFSET(0)], [10, 20][ORDINAL(2)], [1][SAFE_OFFSET(5)], [7][0]",
    [['user', '10', '20', null, '7']],
  ],
  [
    "SELECT ARRAY<STRUCT<a INT64, b STRING>>[(1, 'x'), (2, 'y')]",
    [
      [
        [
          ['1', 'x'],
          ['2', 'y'],
        ],
      ],
    ],
  ],
  ["SELECT STRUCT<a INT64, b STRING>(1, 'x')", [[['1', 'x']]]],
  [
    'SELECT ARRAY_LENGTH([1, 2]), ARRAY_CONCAT([1], [2, 3]), ARRAY_REVERSE([1, 2]), GENERATE_ARRAY(1, 7, 3)',
    [['2', ['1', '2', '3'], ['2', '1'], ['1', '4', '7']]],
  ],
  [
    "SELECT ARRAY_TO_STRING(['coffee', 'tea', NULL], '--'), ARRAY_TO_STRING(['coffee', 'tea', NULL], '--', 'MISSING')",
    [['coffee--tea', 'coffee--tea--MISSING']],
  ],
  [
    'SELECT RANGE_BUCKET(20, [0, 10, 20, 30, 40]), RANGE_BUCKET(20, [0, 10, 20, 20, 40, 40]), RANGE_BUCKET(25, [0, 10, 20, 30, 40]), RANGE_BUCKET(-10, [5, 6]), RANGE_BUCKET(NULL, [1])',
    [['3', '4', '3', '0', null]],
  ],
  [
    "SELECT ARRAY_SLICE(['a', 'b', 'c', 'd', 'e'], 1, 3), ARRAY_SLICE(['a', 'b', 'c', 'd', 'e'], 1, -3), ARRAY_SLICE(['a', 'b', 'c', 'd', 'e'], -3, -1), ARRAY_SLICE(['a', 'b', 'c', 'd', 'e'], -1, 3)",
    [[['b', 'c', 'd'], ['b', 'c'], ['c', 'd', 'e'], []]],
  ],
  [
    "SELECT id, (SELECT STRING_AGG(w, ' ' ORDER BY o) FROM UNNEST(SPLIT(s, ' ')) AS w WITH OFFSET AS o WHERE o < 2) FROM UNNEST([STRUCT(1 AS id, 'a b c' AS s), STRUCT(2, 'd e f')]) ORDER BY id",
    [
      ['1', 'a b'],
      ['2', 'd e'],
    ],
  ],
  [
    "SELECT ARRAY(SELECT CONCAT(w, CAST(o AS STRING)) FROM UNNEST(SPLIT(s, ' ')) AS w WITH OFFSET AS o ORDER BY o DESC) FROM (SELECT 'a b c' AS s)",
    [[['c2', 'b1', 'a0']]],
  ],
  [
    "WITH t AS (SELECT 1 AS id, 'a b' AS s UNION ALL SELECT 2, 'b' UNION ALL SELECT 3, NULL) SELECT id, w, o FROM t, UNNEST(SPLIT(s, ' ')) AS w WITH OFFSET AS o ORDER BY id, o",
    [
      ['1', 'a', '0'],
      ['1', 'b', '1'],
      ['2', 'b', '0'],
    ],
  ],
  // What WITH selects, asked for by what comes after: WITH in WITH, and columns of no type, of STRUCT and of ARRAY.
  [
    "WITH a AS (WITH b AS (SELECT ['x', 'y'] AS ws) SELECT * FROM b), c AS (SELECT NULL AS n, 2 AS two) SELECT w, COALESCE(n, two), two FROM a, c, UNNEST(a.ws) AS w ORDER BY w",
    [
      ['x', '2', '2'],
      ['y', '2', '2'],
    ],
  ],
  [
    "WITH s AS (SELECT STRUCT(1 AS k, ['p'] AS ps) AS r, JSON '{\"z\": 3}' AS j), t AS (SELECT r, j FROM s UNION ALL SELECT r, j FROM s LIMIT 1) SELECT r.k, p, JSON_VALUE(j, '$.z') FROM t, UNNEST(t.r.ps) AS p",
    [['1', 'p', '3']],
  ],
  [
    "WITH t AS (SELECT 1 AS id, 'a b' AS s) SELECT id, w, n FROM t CROSS JOIN UNNEST(SPLIT(t.s, ' ')) AS w JOIN (SELECT 'b' AS w, 5 AS n) AS u USING (w)",
    [['1', 'b', '5']],
  ],
  [
    "WITH t AS (SELECT 1 AS id, 'a b' AS s) SELECT t.* EXCEPT (id), w FROM t, UNNEST(SPLIT(s, ' ')) AS w WHERE w = 'b'",
    [['a b', 'b']],
  ],
  [
    "WITH t AS (SELECT 1 AS id, 'a b' AS s) SELECT t, w FROM t, UNNEST(SPLIT(s, ' ')) AS w WHERE w = 'b'",
    [[['1', 'a b'], 'b']],
  ],
  [
    "WITH t AS (SELECT 'a b' AS s) SELECT w, c FROM t, UNNEST(SPLIT(s, ' ')) AS w, UNNEST(TO_CODE_POINTS(w)) AS c ORDER BY w",
    [
      ['a', '97'],
      ['b', '98'],
    ],
  ],
  ['SELECT ARRAY(SELECT x * 2 FROM UNNEST([3, 1, 2]) AS x ORDER BY x)', [[['2', '4', '6']]]],
  // one array made of another, element by element
  ['SELECT ARRAY(SELECT x + o FROM UNNEST([10, 20]) AS x WITH OFFSET AS o ORDER BY o)', [[['10', '21']]]],
  ['SELECT ARRAY(SELECT x FROM UNNEST([3, 1, 2]) AS x WITH OFFSET AS o WHERE x > 1 ORDER BY o)', [[['3', '2']]]],
  ['SELECT ARRAY(SELECT x + o FROM UNNEST([3, 1, 2]) AS x WITH OFFSET AS o WHERE x > 1 ORDER BY o)', [[['3', '4']]]],
  ['SELECT ARRAY(SELECT x FROM UNNEST([3, 1, 2]) AS x WITH OFFSET AS o WHERE o != 1 ORDER BY o)', [[['3', '2']]]],
  ['SELECT ARRAY(SELECT x FROM UNNEST(x) AS x) FROM (SELECT [1, 2] AS x)', [[['1', '2']]]],
  ['SELECT ARRAY(SELECT x + y FROM UNNEST([1, 2]) AS x) FROM (SELECT 5 AS y)', [[['6', '7']]]],
  ['SELECT ARRAY(SELECT x FROM UNNEST(CAST(NULL AS ARRAY<INT64>)) AS x)', [[[]]]],
  ['SELECT ARRAY_LENGTH(ARRAY(SELECT DISTINCT x FROM UNNEST([1, NULL, 2, 1, NULL]) AS x))', [['3']]],
  ['SELECT ARRAY_LENGTH(ARRAY(SELECT DISTINCT MOD(x, 2) FROM UNNEST([1, 2, 3]) AS x WHERE x > 1))', [['2']]],
  [
    'SELECT ARRAY(SELECT x + COALESCE(a[SAFE_OFFSET(o + 1)], 0) FROM UNNEST(a) AS x WITH OFFSET AS o ORDER BY o), a[SAFE_OFFSET(-1)] FROM (SELECT [1, 2, 4] AS a)',
    [[['3', '6', '4'], null]],
  ],
  ['SELECT ARRAY(SELECT x + (SELECT MAX(y) FROM UNNEST([x, 5]) AS y) FROM UNNEST([1, 9]) AS x)', [[['6', '18']]]],
  ['SELECT ARRAY(SELECT COUNT(x) FROM UNNEST([1, 9]) AS x)', [[['2']]]],
  ['SELECT ARRAY(SELECT x FROM UNNEST([1, 9]) AS x WHERE x IN UNNEST([9]))', [[['9']]]],
  [
    'SELECT ARRAY(SELECT AS STRUCT x, x + 1 AS y FROM UNNEST([1, 2]) AS x)',
    [
      [
        [
          ['1', '2'],
          ['2', '3'],
        ],
      ],
    ],
  ],
  [
    'SELECT x, o FROM UNNEST([10, 20]) AS x WITH OFFSET AS o ORDER BY o',
    [
      ['10', '0'],
      ['20', '1'],
    ],
  ],
  ["SELECT k, e.v, e FROM UNNEST([STRUCT('a' AS k, 1 AS v)]) AS e", [['a', '1', ['a', '1']]]],
  [
    "SELECT * FROM UNNEST(ARRAY<STRUCT<x INT64, y STRING>>[(1, 'foo'), (3, 'bar')])",
    [
      ['1', 'foo'],
      ['3', 'bar'],
    ],
  ],
  ["SELECT e, o FROM UNNEST([STRUCT('a' AS k)]) AS e WITH OFFSET AS o", [[['a'], '0']]],
  [
    'WITH t AS (SELECT 1 AS id, [1, 2] AS xs UNION ALL SELECT 2, [3]) SELECT id, x FROM t, t.xs AS x ORDER BY id, x',
    [
      ['1', '1'],
      ['1', '2'],
      ['2', '3'],
    ],
  ],
  [
    'WITH t AS (SELECT 1 AS id, [1, 2] AS xs UNION ALL SELECT 2, []) SELECT id, x FROM t LEFT JOIN UNNEST(xs) AS x ORDER BY id, x',
    [
      ['1', '1'],
      ['1', '2'],
      ['2', null],
    ],
  ],
  [
    'WITH t AS (SELECT [1, 2, 5] AS xs) SELECT (SELECT SUM(x) FROM UNNEST(t.xs) AS x WHERE x > 1), EXISTS (SELECT 1 FROM UNNEST(xs) AS x WHERE x = 9) FROM t',
    [['7', 'false']],
  ],
  [
    "WITH t AS (SELECT [STRUCT('a' AS k, 1 AS n), STRUCT('b', 2)] AS xs) SELECT (SELECT STRING_AGG(k, '+' ORDER BY n DESC) FROM UNNEST(xs)) FROM t",
    [['b+a']],
  ],

  [
    'SELECT IFNULL(NULL, STRUCT(1 AS a)), STRUCT(1 AS a) = STRUCT(1 AS b), [STRUCT(1 AS a), STRUCT(2)]',
    [[['1'], 'true', [['1'], ['2']]]],
  ],
  [
    'SELECT STRUCT(1 AS a, [2] AS b) AS s UNION ALL SELECT STRUCT(3 AS a, [4] AS b) ORDER BY s.a',
    [[['1', ['2']]], [['3', ['4']]]],
  ],

  // Aggregates
  [
    'SELECT COUNT(*), COUNT(x), SUM(x), AVG(x), MIN(x), MAX(x), COUNTIF(x > 1) FROM UNNEST([1, 2, NULL]) AS x',
    [['3', '2', '3', '1.5', '1', '2', '1']],
  ],
  ['SELECT SUM(x), COUNT(x), ARRAY_AGG(x) FROM UNNEST(ARRAY<INT64>[]) AS x', [[null, '0', []]]],
  [
    "SELECT ARRAY_AGG(x IGNORE NULLS ORDER BY x DESC LIMIT 2), STRING_AGG(CAST(x AS STRING), '-' ORDER BY x) FROM UNNEST([1, 3, NULL, 2]) AS x",
    [[['3', '2'], '1-2-3']],
  ],
  ['SELECT x, COUNT(*) FROM UNNEST([1, 1, 2]) AS x GROUP BY x HAVING COUNT(*) > 1', [['1', '2']]],
  [
    "SELECT UPPER(x) AS x, COUNT(*) AS n FROM UNNEST(['a', 'A', 'b']) AS x GROUP BY x ORDER BY n DESC",
    [
      ['A', '2'],
      ['B', '1'],
    ],
  ],
  [
    'SELECT APPROX_COUNT_DISTINCT(x), LOGICAL_AND(x > 0), LOGICAL_OR(x > 1) FROM UNNEST([1, 1, 2]) AS x',
    [['2', 'true', 'true']],
  ],
  [
    "SELECT MIN_BY(a, b), MAX_BY(a, b), ANY_VALUE(a HAVING MAX b), ANY_VALUE(a HAVING MIN b) FROM UNNEST([STRUCT('x' AS a, 1 AS b), STRUCT('y', 2), STRUCT(NULL, 3), STRUCT('z', NULL)])",
    [['x', null, null, 'x']],
  ],
  [
    "SELECT STRING_AGG(x, ' & ' ORDER BY x LIMIT 2), STRING_AGG(DISTINCT x, '-' ORDER BY x), COUNT(DISTINCT x), ARRAY_AGG(DISTINCT x ORDER BY x DESC LIMIT 2) FROM UNNEST(['b', 'a', 'c', 'a']) AS x",
    [['a & a', 'a-b-c', '3', ['c', 'b']]],
  ],
  ['SELECT BIT_XOR(x), BIT_AND(x), BIT_OR(x), SUM(DISTINCT x) FROM UNNEST([5, 1, 1]) AS x', [['5', '1', '5', '6']]],
  [
    'SELECT PERCENTILE_CONT(x, 0.5) OVER (), PERCENTILE_DISC(x, 0.5) OVER () FROM UNNEST([0, 3, 1, 2]) AS x LIMIT 1',
    [['1.5', '1']],
  ],
  ['SELECT APPROX_QUANTILES(x, 4)[OFFSET(2)] FROM UNNEST([1, 2, 3, 4, 5]) AS x', [['3']]],
  ['SELECT APPROX_QUANTILES(x, 2) FROM UNNEST([1, 1, 4, 5, 6, 10, 10]) AS x', [[['1', '5', '10']]]],

  // Queries
  ['SELECT * EXCEPT (b) REPLACE (a + 1 AS a) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)', [['2', '3']]],
  [
    'SELECT x, ROW_NUMBER() OVER (ORDER BY x DESC), LAG(x) OVER (ORDER BY x), SUM(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM UNNEST([1, 2, 3]) AS x ORDER BY x',
    [
      ['1', '3', null, '1'],
      ['2', '2', '1', '3'],
      ['3', '1', '2', '6'],
    ],
  ],
  ['SELECT x FROM UNNEST([1, 2, 3]) AS x WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY x DESC) = 1', [['3']]],
  [
    'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t ORDER BY n',
    [['1'], ['2'], ['3']],
  ],
  ['SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 2 ORDER BY a DESC', [['2'], ['2'], ['1']]],
  ['(SELECT 1 UNION DISTINCT SELECT 1) EXCEPT DISTINCT SELECT 2', [['1']]],
  ['SELECT a.x, b.y FROM (SELECT 1 AS k, 2 AS x) AS a JOIN (SELECT 1 AS k, 3 AS y) AS b USING (k)', [['2', '3']]],
  [
    'SELECT MOD(ABS(MOD(FARM_FINGERPRINT(CONCAT("v1", key)), 1000)), 1000) < 1000 AS is_evaluation FROM UNNEST(["k"]) AS key',
    [['true']],
  ],

  // NUMERIC: exact, with nine decimals, halves away from zero
  [
    "SELECT NUMERIC '0.123456789' * NUMERIC '0.123456789', NUMERIC '1.5' * 2, NUMERIC '-10' / 3, 2 / NUMERIC '3', NUMERIC '1.0000000005'",
    [['0.015241579', '3', '-3.333333333', '0.666666667', '1.000000001']],
  ],
  [
    "SELECT NUMERIC '12345678901234567890' * NUMERIC '1.000000001', NUMERIC '99999999999999999999999999999.999999999' * 1",
    [['12345678913580246791.23456789', '99999999999999999999999999999.999999999']],
  ],
  [
    "SELECT x, AVG(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), AVG(x) OVER w FROM UNNEST([NUMERIC '1', NUMERIC '2', NUMERIC '4']) AS x WINDOW w AS (PARTITION BY x > 1) ORDER BY x",
    [
      ['1', '1', '1'],
      ['2', '1.5', '3'],
      ['4', '3', '3'],
    ],
  ],
  [
    "SELECT x FROM UNNEST([NUMERIC '1', NUMERIC '2', NUMERIC '6']) AS x WHERE TRUE QUALIFY x < AVG(x) OVER () ORDER BY x",
    [['1'], ['2']],
  ],
  ["SELECT AVG(SUM(x)) OVER () FROM UNNEST([NUMERIC '1', NUMERIC '3']) AS x GROUP BY x", [['2'], ['2']]],
  [
    'SELECT SUM(CAST(x AS NUMERIC)), AVG(CAST(x AS NUMERIC)), AVG(DISTINCT CAST(x AS NUMERIC)), AVG(x) FROM UNNEST([1, 2, 2]) AS x',
    [['5', '1.666666667', '1.5', '1.6666666666666667']],
  ],
  [
    "SELECT NUMERIC '1.5' / 2.0, NUMERIC '1.5' * 0.5, NUMERIC '1' * NULL, AVG(CAST(NULL AS NUMERIC))",
    [['0.75', '0.75', null, null]],
  ],

  [
    "SELECT DIV(NUMERIC '7', NUMERIC '2'), DIV(NUMERIC '-7', 2), DIV(7, NUMERIC '0.5'), SAFE_DIVIDE(NUMERIC '2', 3), SAFE_DIVIDE(NUMERIC '1', 0), SAFE_MULTIPLY(NUMERIC '0.1', NUMERIC '0.5')",
    [['3', '-3', '14', '0.666666667', null, '0.05']],
  ],
  // Set operations, of sides that end in a parenthesis too
  ['SELECT DISTINCT a FROM (SELECT 1 AS a UNION ALL SELECT 1) UNION ALL SELECT 1', [['1'], ['1']]],
  [
    'SELECT COUNT(*) FROM (SELECT 1 AS a) AS t CROSS JOIN (SELECT 2 AS b) UNION ALL SELECT 5 ORDER BY 1',
    [['1'], ['5']],
  ],
  [
    'SELECT * FROM (SELECT 1 AS a), (SELECT 2 AS b) UNION ALL SELECT 3, 4 ORDER BY 1',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  [
    'SELECT 1, (SELECT 1) UNION ALL SELECT 2, 3 ORDER BY 1',
    [
      ['1', '1'],
      ['2', '3'],
    ],
  ],
  ['SELECT 1 AS a WHERE 1 = (SELECT 1) UNION ALL SELECT 2 ORDER BY a', [['1'], ['2']]],
  ['SELECT ARRAY_LENGTH(ARRAY(SELECT DISTINCT a FROM (SELECT 1 AS a) UNION ALL SELECT 1))', [['2']]],
  ['SELECT ARRAY_LENGTH(ARRAY((SELECT 1) UNION ALL (SELECT 1)))', [['2']]],
  ['WITH q AS (SELECT 1 AS a) SELECT a FROM (SELECT a FROM q) EXCEPT DISTINCT SELECT 2', [['1']]],
  ['SELECT a FROM (SELECT 1 AS a) EXCEPT DISTINCT (SELECT 2 UNION ALL SELECT 1)', []],
  ['SELECT 1 AS a UNION ALL (SELECT 3 UNION DISTINCT SELECT 3) ORDER BY a DESC LIMIT 1', [['3']]],
  ['(SELECT 1 AS a ORDER BY a LIMIT 1) UNION ALL SELECT 2 ORDER BY a', [['1'], ['2']]],
  ['SELECT * EXCEPT (b) FROM (SELECT 1 AS a, 2 AS b) INTERSECT DISTINCT SELECT 1', [['1']]],

  // Dates and times
  [
    "SELECT DATE_ADD(DATE '2008-12-25', INTERVAL 5 DAY), DATE_SUB(DATE '2008-12-25', INTERVAL 5 DAY), DATE_ADD(DATE '2024-01-31', INTERVAL 1 MONTH)",
    [['2008-12-30', '2008-12-20', '2024-02-29']],
  ],
  [
    "SELECT DATE_DIFF(DATE '2010-07-07', DATE '2008-12-25', DAY), DATE_DIFF('2017-10-15', '2017-10-14', WEEK), DATE_DIFF('2017-10-15', '2017-10-14', ISOWEEK), DATE_DIFF('2017-12-30', '2014-12-30', YEAR)",
    [['559', '1', '0', '3']],
  ],
  [
    "SELECT TIMESTAMP_DIFF(TIMESTAMP '2010-07-07 10:20:00+00', TIMESTAMP '2008-12-25 15:30:00+00', HOUR), TIMESTAMP_DIFF('2018-08-14', '2018-10-14', DAY)",
    [['13410', '-61']],
  ],
  [
    "SELECT DATE_TRUNC(DATE '2008-12-25', MONTH), DATE_TRUNC('2017-11-05', WEEK), DATE_TRUNC('2017-11-05', ISOWEEK)",
    [['2008-12-01', '2017-11-05', '2017-10-30']],
  ],
  [
    "SELECT EXTRACT(YEAR FROM DATE '2015-12-31'), EXTRACT(ISOWEEK FROM DATE '2015-12-31'), EXTRACT(DAYOFWEEK FROM DATE '2016-01-02'), EXTRACT(WEEK FROM DATE '2016-01-03')",
    [['2015', '53', '7', '1']],
  ],
  ["SELECT FORMAT_DATE('%x', DATE '2008-12-25')".replace('%x', '%b-%d-%Y'), [['Dec-25-2008']]],
  [
    "SELECT PARSE_DATE('%Y%m%d', '20081225'), PARSE_TIMESTAMP('%F %T', '2008-12-25 07:30:00')",
    [['2008-12-25', '1230190200.000000']],
  ],
  [
    "SELECT UNIX_SECONDS(TIMESTAMP '2008-12-25 15:30:00+00'), UNIX_MILLIS(TIMESTAMP '1969-12-31 23:59:59.999+00'), TIMESTAMP_SECONDS(1230219000)",
    [['1230219000', '-1', '1230219000.000000']],
  ],
  [
    "SELECT TIMESTAMP_TRUNC(TIMESTAMP '2008-12-25 15:30:00+00', DAY), TIMESTAMP_ADD(TIMESTAMP '2008-12-25 15:30:00+00', INTERVAL 10 MINUTE)",
    [['1230163200.000000', '1230219600.000000']],
  ],
  [
    "SELECT DATETIME '2024-01-02 03:04:05', DATE(2016, 12, 25), DATE(TIMESTAMP '2016-12-25 05:30:00+07'), TIME '10:00:00'",
    [['2024-01-02T03:04:05', '2016-12-25', '2016-12-24', '10:00:00']],
  ],
  ["SELECT GENERATE_DATE_ARRAY('2016-10-05', '2016-10-07')", [[['2016-10-05', '2016-10-06', '2016-10-07']]]],

  // STRUCT columns of one type go together, in subqueries that know the query around them as well
  [
    'SELECT IF(x > 1, p, q), COALESCE(p, q), ARRAY(SELECT s.a FROM (SELECT p AS s UNION ALL SELECT q) ORDER BY 1) FROM (SELECT 2 AS x, STRUCT(1 AS a) AS p, STRUCT(2 AS a) AS q)',
    [[['1'], ['1'], ['1', '2']]],
  ],
  ['SELECT ARRAY(SELECT y UNION DISTINCT SELECT x) FROM UNNEST([1]) AS x, UNNEST([1]) AS y', [[['1']]]],
  [
    "SELECT COALESCE(a, b), SUM(IF(a = 'u', n, m)) FROM (SELECT 'u' AS a, 'v' AS b, 1 AS n, 2 AS m) GROUP BY COALESCE(a, b)",
    [['u', '1']],
  ],

  // JSON
  [`SELECT JSON_VALUE('"a"'), JSON_VALUE(JSON '5'), JSON_QUERY('{"a":1}'), '$'`, [['a', '5', '{"a":1}', '$']]],
  [
    `SELECT JSON_VALUE('{"name":"Jakob","age":"6","x":{"y":1}}', '$.name'), JSON_VALUE('{"x":{"y":1}}', '$.x'), JSON_QUERY('{"x":{"y":1}}', '$.x'), JSON_VALUE('{"a":null}', '$.a')`,
    [['Jakob', null, '{"y":1}', null]],
  ],
  [
    `SELECT JSON_QUERY_ARRAY('{"fruits":["apples","oranges"]}', '$.fruits'), JSON_VALUE_ARRAY('["apples","oranges"]'), JSON_VALUE_ARRAY('{"a":1}', '$.a'), JSON_VALUE_ARRAY('[1,{"b":2}]')`,
    [[['"apples"', '"oranges"'], ['apples', 'oranges'], [], []]],
  ],
  [
    `SELECT ARRAY(SELECT JSON_VALUE(turn, '$.role') FROM UNNEST(JSON_QUERY_ARRAY(j)) AS turn WITH OFFSET AS at ORDER BY at), ARRAY(SELECT JSON_VALUE(turn, '$') FROM UNNEST(JSON_QUERY_ARRAY(t)) AS turn) FROM (SELECT PARSE_JSON('[{"role":"user"},{"role":"model"}]') AS j, '["a"]' AS t)`,
    [[['user', 'model'], ['a']]],
  ],
  [
    `SELECT ARRAY(SELECT JSON_VALUE(turn, '$.role') FROM UNNEST(JSON_QUERY_ARRAY(PARSE_JSON('[{"role":"user"},{"role":"model"}]'))) AS turn WITH OFFSET AS at ORDER BY at), JSON_VALUE(JSON_QUERY(PARSE_JSON('{"a":{"b":1}}'), '$.a'), '$.b')`,
    [[['user', 'model'], '1']],
  ],
  [`SELECT JSON_KEYS(PARSE_JSON('{"b":{"c":1},"a":2,"b":3}'), 1)`, [[['a', 'b']]]],
  [
    `SELECT JSON_TYPE(PARSE_JSON('"apple"')), JSON_TYPE(PARSE_JSON('10')), JSON_TYPE(PARSE_JSON('true')), JSON_TYPE(PARSE_JSON('null')), JSON_TYPE(PARSE_JSON('{}')), JSON_TYPE(PARSE_JSON('[]'))`,
    [['string', 'number', 'boolean', 'null', 'object', 'array']],
  ],

  // VECTOR_SEARCH's documented example
  [
    "WITH base_table AS (SELECT * FROM UNNEST(ARRAY<STRUCT<id STRING, my_embedding ARRAY<FLOAT64>>>[('dog', [1.0, 2.0]), ('wolf', [2.0, 4.0]), ('snake', [-2.0, 3.0]), ('lion', [2.0, -2.5]), ('tiger', [3.0, -2.0]), ('otter', [-3.0, -1.0]), ('whale', [-5.0, -1.0])])), query_table AS (SELECT 'dog' AS query_id, [1.0, 2.0] AS embedding UNION ALL SELECT 'cat', [1.0, -1.0]) SELECT query.query_id, base.id, distance FROM VECTOR_SEARCH(TABLE base_table, 'my_embedding', (SELECT query_id, embedding FROM query_table), 'embedding', top_k => 2) ORDER BY query_id DESC, distance",
    [
      ['dog', 'dog', '0.0'],
      ['dog', 'wolf', '2.23606797749979'],
      ['cat', 'lion', '1.8027756377319946'],
      ['cat', 'tiger', '2.23606797749979'],
    ],
  ],

  // Vectors: distances (the documented examples of COSINE_DISTANCE and EUCLIDEAN_DISTANCE), and the nearest of a table
  ['SELECT ROUND(COSINE_DISTANCE([1.0, 2.0], [3.0, 4.0]), 6)', [['0.01613']]],
  ['SELECT ROUND(EUCLIDEAN_DISTANCE([1.0, 2.0], [3.0, 4.0]), 3)', [['2.828']]],
  [
    "SELECT ML.DISTANCE([4.0, 0.5, 1.0], [3.0, 0.0, 2.5], 'MANHATTAN'), ML.DISTANCE([3, 0], [0, 4]), ML.DISTANCE([1, 0], [0, 2], 'cosine')",
    [['3.0', '5.0', '1.0']],
  ],
  [
    'SELECT COSINE_DISTANCE(NULL, [1.0]), ML.DISTANCE([1.0], NULL), SAFE.COSINE_DISTANCE([0.0], [1.0])',
    [[null, null, null]],
  ],
  ['SELECT EUCLIDEAN_DISTANCE(a, a) FROM (SELECT ARRAY<FLOAT64>[] AS a)', [['0.0']]],
  [
    "WITH b AS (SELECT 'x' AS id, [1.0, 0.0] AS e UNION ALL SELECT 'y', [0.0, 1.0] UNION ALL SELECT 'z', [4.0, 3.0]), q AS (SELECT 7 AS n, [3.0, 0.5] AS e UNION ALL SELECT 8, [0.0, 2.0]) SELECT query.n, base.id, ROUND(distance, 3) FROM VECTOR_SEARCH(TABLE b, 'e', TABLE q, top_k => 1) ORDER BY 1",
    [
      ['7', 'x', '2.062'],
      ['8', 'y', '1.0'],
    ],
  ],
  [
    "WITH b AS (SELECT 'x' AS id, [1.0, 0.0] AS e UNION ALL SELECT 'y', [0.0, 1.0] UNION ALL SELECT 'z', [4.0, 3.0]) SELECT r.base.id, ROUND(r.distance, 3) FROM VECTOR_SEARCH((SELECT * FROM b WHERE id > 'x'), 'e', (SELECT [1.0, 0.0] AS v), query_column_to_search => 'v', top_k => -1, distance_type => 'cosine', options => '{\"use_brute_force\":true}') AS r ORDER BY r.distance",
    [
      ['z', '0.2'],
      ['y', '1.0'],
    ],
  ],
  [
    "WITH b AS (SELECT 'x' AS id, [1.0, 0.0] AS e UNION ALL SELECT 'z', [4.0, 3.0]) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', query_value => [1, 0], distance_type => 'DOT_PRODUCT', top_k => 1)",
    [[['z', ['4.0', '3.0']], '-4.0']],
  ],
  [
    "WITH b AS (SELECT 'x' AS id, [1.0] AS e), names AS (SELECT 'x' AS id, 'Xaver' AS name) SELECT name, v.distance FROM VECTOR_SEARCH(TABLE b, 'e', (SELECT [3.0] AS other)) AS v JOIN names ON names.id = v.base.id",
    [['Xaver', '2.0']],
  ],

  // NUMERIC beside a number that is written out, rounded, spread, and between two of them
  [
    "SELECT NUMERIC '0.1' + 0.2, 1.5 - NUMERIC '0.1', NUMERIC '1' * -2.5, NUMERIC '1' / 0.3, SAFE_ADD(NUMERIC '0.1', 0.2)",
    [['0.3', '1.4', '-2.5', '3.333333333', '0.3']],
  ],
  [
    "SELECT COALESCE(n, 0.5), IF(n > 0.5, n, 0.5), CASE WHEN n IS NULL THEN 1.0 ELSE n END, [n, 2.5, 3], GREATEST(n, 0.5), NULLIF(n, 0.5) FROM (SELECT NUMERIC '12345678901234567.123456789' AS n)",
    [
      [
        '12345678901234567.123456789',
        '12345678901234567.123456789',
        '12345678901234567.123456789',
        ['12345678901234567.123456789', '2.5', '3'],
        '12345678901234567.123456789',
        '12345678901234567.123456789',
      ],
    ],
  ],
  [
    "SELECT n = 12345678901234567.123456788, n BETWEEN 1.5 AND 12345678901234567.123456788, n IN (12345678901234567.123456788, 2.5) FROM (SELECT NUMERIC '12345678901234567.123456789' AS n)",
    [['false', 'false', 'false']],
  ],
  [
    "SELECT NUMERIC '12345678901234567.123456789' AS n UNION ALL SELECT 0.5",
    [['12345678901234567.123456789'], ['0.5']],
  ],
  [
    "SELECT 1.5 UNION ALL SELECT -0.5 UNION ALL SELECT NUMERIC '12345678901234567.123456789'",
    [['1.5'], ['-0.5'], ['12345678901234567.123456789']],
  ],
  ["SELECT NUMERIC '0.5' + f, COALESCE(NUMERIC '1.5', f) FROM (SELECT 0.25 AS f)", [['0.75', '1.5']]],
  [
    "SELECT ROUND(NUMERIC '7.55', 1), ROUND(NUMERIC '-7.5'), ROUND(NUMERIC '1234.5', -2), FLOOR(NUMERIC '-7.5'), CEIL(NUMERIC '7.2'), TRUNC(NUMERIC '-7.59', 1), TRUNC(-175.9, -1)",
    [['7.6', '-8', '1200', '-8', '8', '-7.5', '-170.0']],
  ],
  [
    "SELECT CAST(NUMERIC '9007199254740993' AS INT64), CAST(NUMERIC '2.5' AS INT64), CAST(NUMERIC '-2.5' AS INT64)",
    [['9007199254740993', '3', '-3']],
  ],
  [
    "SELECT VARIANCE(x), STDDEV_POP(x), VAR_POP(DISTINCT x) FROM UNNEST([NUMERIC '12345678901234567.1', NUMERIC '12345678901234567.3', NUMERIC '12345678901234567.3']) AS x",
    [['0.013333333333333334', '0.09428090415820634', '0.01']],
  ],
  ["SELECT STDDEV(x), VAR_POP(x) FROM UNNEST([NUMERIC '1', NULL]) AS x", [[null, '0.0']]],
  [
    "SELECT PERCENTILE_CONT(x, 0.5) OVER (), PERCENTILE_CONT(x, 0) OVER (PARTITION BY x > 2) FROM UNNEST([NUMERIC '1', NUMERIC '2.123456789']) AS x ORDER BY x",
    [
      ['1.561728395', '1'],
      ['1.561728395', '2.123456789'],
    ],
  ],

  // What is written out goes to the type of the values beside it; STRUCTs go by position, and nothing else together
  [
    "SELECT NUMERIC '12345678901234567.123456789' AS n, DATE '2024-01-01' AS d UNION ALL (SELECT -0.5, '2024-01-02' ORDER BY 1) ORDER BY n",
    [
      ['-0.5', '2024-01-02'],
      ['12345678901234567.123456789', '2024-01-01'],
    ],
  ],
  ["SELECT DATE '2024-01-01' AS d UNION ALL SELECT '2024-01-02'", [['2024-01-01'], ['2024-01-02']]],
  [
    "SELECT '2024-01-02' AS d UNION ALL SELECT TIMESTAMP '2024-01-01 00:00:00+00'",
    [['1704153600.000000'], ['1704067200.000000']],
  ],
  ["SELECT DATE '2024-01-01' AS d UNION ALL SELECT NULL", [['2024-01-01'], [null]]],
  [
    "SELECT d = '2024-01-01', '2024-01-02' > d, d IN ('2024-01-01'), d BETWEEN '2024-01-01' AND '2025-01-01', COALESCE(d, '2024-01-02') FROM (SELECT DATE '2024-01-01' AS d)",
    [['true', 'true', 'true', 'true', '2024-01-01']],
  ],
  ["SELECT DATE '2024-01-01' = DATETIME '2024-01-01 00:00:00'", [['true']]],
  ['SELECT STRUCT(1 AS a) IN (STRUCT(1 AS b))', [['true']]],
  ['SELECT STRUCT(1 AS a, 2 AS b) IN (STRUCT(1 AS b, 2 AS a))', [['true']]],
  ["SELECT CASE STRUCT(1 AS a) WHEN STRUCT(1 AS b) THEN 'y' ELSE 'n' END", [['y']]],

  // Dates and times keep their type and their time, have the parts of it, and are within their range
  [
    "SELECT FORMAT_DATE('%H:%M', TIMESTAMP '2024-05-15 13:45:10+00'), FORMAT_TIMESTAMP('%F %T', TIMESTAMP '2024-05-15 13:45:10+00'), FORMAT_DATETIME('%F', DATE '2024-05-15'), FORMAT_DATE('%Y%m', '2024-05-15')",
    [['13:45', '2024-05-15 13:45:10', '2024-05-15', '202405']],
  ],
  [
    "SELECT TIMESTAMP_SECONDS(-1), UNIX_MILLIS(TIMESTAMP '1969-12-31 23:59:59.9995+00'), UNIX_SECONDS(TIMESTAMP '9999-12-31 23:59:59.999999+00'), UNIX_SECONDS(TIMESTAMP '1969-12-31 23:59:59.5+00'), UNIX_MICROS(TIMESTAMP '1970-01-01 00:00:01+00')",
    [['-1.000000', '-1', '253402300799', '-1', '1000000']],
  ],
  [
    "SELECT DATETIME_ADD(DATE '2024-01-31', INTERVAL 1 MONTH), DATETIME_TRUNC(DATETIME '2024-05-15 13:45:10', ISOWEEK), TIMESTAMP_TRUNC('2024-05-15 13:45:10+00', DAY)",
    [['2024-02-29T00:00:00', '2024-05-13T00:00:00', '1715731200.000000']],
  ],
  [
    "SELECT DATE_DIFF(DATETIME '2024-05-16 00:10:10', DATE '2024-05-15', HOUR), DATE_DIFF('2024-01-01', DATE '2023-12-31', YEAR), DATETIME_DIFF(DATETIME '2024-05-16 00:00:00', DATETIME '2024-05-15 23:59:59', MINUTE)",
    [['24', '1', '1']],
  ],
  [
    "SELECT DATE_ADD(NULL, INTERVAL 1 DAY), DATE_TRUNC(NULL, DAY), TIMESTAMP_DIFF(NULL, TIMESTAMP '2024-01-01 00:00:00+00', SECOND)",
    [[null, null, null]],
  ],
  [
    "SELECT TIME_ADD(TIME '23:30:00', INTERVAL 1 HOUR), TIME_SUB(TIME '00:30:00', INTERVAL 1 HOUR)",
    [['00:30:00', '23:30:00']],
  ],
  [
    "SELECT DATE_TRUNC(d, WEEK(FRIDAY)), DATE_TRUNC(d, WEEK), DATE_TRUNC(d, ISOYEAR), DATE_TRUNC(d, QUARTER) FROM (SELECT DATE '2024-01-04' AS d)",
    [['2023-12-29', '2023-12-31', '2024-01-01', '2024-01-01']],
  ],
  [
    "SELECT DATE_TRUNC(DATE '2015-06-15', ISOYEAR), EXTRACT(ISOYEAR FROM DATE '2015-01-01'), DATE_TRUNC(DATE '2013-11-05', WEEK(MONDAY)), DATE_DIFF(DATE '2017-12-31', DATE '2014-12-31', ISOYEAR)",
    [['2014-12-29', '2015', '2013-11-04', '2']],
  ],
  [
    "SELECT DATE_DIFF(DATE '2017-12-18', DATE '2017-12-17', WEEK), DATE_DIFF(DATE '2017-12-18', DATE '2017-12-17', WEEK(MONDAY)), DATE_DIFF(DATE '2017-12-18', DATE '2017-12-17', ISOWEEK), DATE_DIFF(DATE '2017-10-15', DATE '2017-10-14', WEEK)",
    [['0', '1', '1', '1']],
  ],
  [
    "SELECT EXTRACT(WEEK FROM DATE '2017-11-05'), EXTRACT(WEEK(MONDAY) FROM DATE '2017-11-05'), EXTRACT(WEEK FROM DATE '2017-11-06'), EXTRACT(WEEK(MONDAY) FROM DATE '2017-11-06'), EXTRACT(WEEK(SUNDAY) FROM DATE '2024-01-05'), EXTRACT(WEEK(THURSDAY) FROM DATE '2024-01-03'), EXTRACT(WEEK(THURSDAY) FROM DATE '2024-01-04')",
    [['45', '44', '45', '45', '0', '0', '1']],
  ],
  ["SELECT EXTRACT(WEEK FROM TIMESTAMP '2024-01-07 10:00:00+00')", [['1']]],
  [
    "SELECT LAST_DAY(DATE '2008-11-25'), LAST_DAY(DATE '2008-11-25', YEAR), LAST_DAY(DATE '2008-11-10', WEEK(SUNDAY)), LAST_DAY(DATE '2008-11-10', WEEK(MONDAY)), LAST_DAY(DATE '2024-01-05', QUARTER), LAST_DAY(DATETIME '2008-11-10 15:30:00', ISOWEEK)",
    [['2008-11-30', '2008-12-31', '2008-11-15', '2008-11-16', '2024-03-31', '2008-11-16']],
  ],
  [
    "SELECT GENERATE_DATE_ARRAY(DATE '2024-01-31', DATE '2024-05-31', INTERVAL 1 MONTH), GENERATE_DATE_ARRAY(DATE '2024-05-31', DATE '2024-01-01', INTERVAL -2 MONTH), GENERATE_DATE_ARRAY(DATE '2024-02-29', DATE '2026-03-01', INTERVAL 1 YEAR), GENERATE_DATE_ARRAY(DATE '2024-05-31', DATE '2024-01-01', INTERVAL 1 MONTH)",
    [
      [
        ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'],
        ['2024-05-31', '2024-03-31', '2024-01-31'],
        ['2024-02-29', '2025-02-28', '2026-02-28'],
        [],
      ],
    ],
  ],
  [
    "SELECT GENERATE_DATE_ARRAY(DATE '2024-01-01', NULL, INTERVAL 1 MONTH), GENERATE_DATE_ARRAY('2016-10-05', '2016-10-08'), GENERATE_DATE_ARRAY('2016-10-05', '2016-10-01', INTERVAL -3 DAY)",
    [[[], ['2016-10-05', '2016-10-06', '2016-10-07', '2016-10-08'], ['2016-10-05', '2016-10-02']]],
  ],
  [
    "SELECT GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2024-01-01 00:00:00+00', TIMESTAMP '2024-01-01 02:00:00+00', INTERVAL 1 HOUR)",
    [[['1704067200.000000', '1704070800.000000', '1704074400.000000']]],
  ],
  [
    "SELECT PARSE_DATE('%m', '05'), PARSE_DATE('%d', '05'), PARSE_DATE('%Y', '2024')",
    [['1970-05-01', '1970-01-05', '2024-01-01']],
  ],
  [
    "SELECT PARSE_DATE('%m/%d', '02/03'), PARSE_TIMESTAMP('%H:%M', '10:30'), PARSE_DATETIME('%m', '05'), PARSE_DATE('%D', '02/03/24')",
    [['1970-02-03', '37800.000000', '1970-05-01T00:00:00', '2024-02-03']],
  ],
  [
    "SELECT STRING(JSON '\"x\"'), STRING(PARSE_JSON('\"x\\\\\"y\"')), STRING(DATE '2024-01-02'), STRING(TIMESTAMP '2024-05-15 13:45:10.5+00', 'UTC'), STRING(CAST(NULL AS JSON))",
    [['x', 'x"y', '2024-01-02', '2024-05-15 13:45:10.500+00', null]],
  ],
  [
    "SELECT DATE_ADD(DATE '2024-01-01', INTERVAL n DAY), DATE_SUB(d, INTERVAL n MONTH) FROM (SELECT 3 AS n, DATE '2024-03-31' AS d)",
    [['2024-01-04', '2023-12-31']],
  ],
  [
    "SELECT SAFE_CAST('24:00:00' AS TIME), SAFE_CAST('2024-01-01 25:00:00' AS TIMESTAMP), SAFE_CAST('10000-01-01' AS DATE), SAFE.DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)",
    [[null, null, null, null]],
  ],
  [
    "SELECT CAST('2024-1-2 3:4:5' AS DATETIME), CAST('2024-1-2' AS DATE), CAST('2024-01-02 03:04:05+05:30' AS TIMESTAMP), CAST('2024-01-02 03:04:05.123' AS TIMESTAMP), TIMESTAMP('2024-01-02 03:04:05 UTC')",
    [['2024-01-02T03:04:05', '2024-01-02', '1704144845.000000', '1704164645.123000', '1704164645.000000']],
  ],
  [
    "SELECT CAST(d AS TIMESTAMP), CAST(d AS DATETIME) FROM (SELECT DATE '2024-01-01' AS d)",
    [['1704067200.000000', '2024-01-01T00:00:00']],
  ],
  ["SELECT TIMESTAMP '2024-01-02 03:04:05 America/New_York'", [['1704182645.000000']]],
  [
    "SELECT DATE_TRUNC(x, MONTH) FROM UNNEST([DATE '2024-01-05']) AS x WHERE DATE_TRUNC(x, MONTH) < DATE '2025-01-01' GROUP BY DATE_TRUNC(x, MONTH)",
    [['2024-01-01']],
  ],
  ["SELECT ARRAY(SELECT DATE_TRUNC(x, MONTH) FROM UNNEST([DATE '2024-01-05']) AS x)", [[['2024-01-01']]]],
  [
    "SELECT SAFE_CAST('x' AS DATETIME), SAFE_CAST('2024-01-01' AS DATETIME), SAFE.TIMESTAMP('x'), SAFE.PARSE_DATE('%F', 'x'), SAFE_DIVIDE(1.5, 0)",
    [[null, '2024-01-01T00:00:00', null, null, null]],
  ],
  [
    "SELECT DATE_TRUNC(TIMESTAMP '2024-05-15 13:45:10+00', MONTH), DATE_TRUNC(DATETIME '2024-05-15 13:45:10', HOUR), DATE_ADD(TIMESTAMP '2024-05-15 13:45:10+00', INTERVAL 1 DAY), DATE_SUB(DATETIME '2024-05-15 13:45:10', INTERVAL 1 MONTH), TIMESTAMP_TRUNC(DATETIME '2024-05-15 13:45:10', HOUR)",
    [['1714521600.000000', '2024-05-15T13:00:00', '1715867110.000000', '2024-04-15T13:45:10', '2024-05-15T13:00:00']],
  ],
  [
    "SELECT DATE_DIFF(TIMESTAMP '2024-05-16 00:10:10+00', TIMESTAMP '2024-05-15 23:50:10+00', DAY), DATE_DIFF(DATETIME '2024-05-16 00:10:10', DATETIME '2024-05-15 23:50:10', HOUR)",
    [['0', '1']],
  ],
  [
    "SELECT CAST(TIMESTAMP '2024-05-15 13:45:10.5+00' AS STRING), CAST(DATETIME '2024-05-15 13:45:10.120' AS STRING), CAST(TIME '13:45:10.00001' AS STRING), CAST(TIMESTAMP '2024-05-15 13:45:10.1234+00' AS STRING)",
    [['2024-05-15 13:45:10.500+00', '2024-05-15 13:45:10.120', '13:45:10.000010', '2024-05-15 13:45:10.123400+00']],
  ],

  // A row of UNNEST is NULL where there is none
  [
    'SELECT e.*, o FROM UNNEST([STRUCT(1 AS a, 2 AS b)]) AS e WITH OFFSET AS o WHERE e = STRUCT(1 AS a, 2 AS b)',
    [['1', '2', '0']],
  ],
  [
    'SELECT x, e, e.a, e IS NULL, TO_JSON_STRING(e) FROM (SELECT 1 AS x, ARRAY<STRUCT<a INT64, b STRING>>[] AS arr) AS t LEFT JOIN UNNEST(t.arr) AS e',
    [['1', null, null, 'true', 'null']],
  ],
  [
    'SELECT x, e IS NULL, e, o FROM (SELECT 1 AS x, ARRAY<STRUCT<a INT64, b STRING>>[] AS arr) AS t LEFT JOIN UNNEST(t.arr) AS e WITH OFFSET AS o',
    [['1', 'true', null, null]],
  ],
  ['SELECT COUNT(e), COUNTIF(e IS NULL), COUNT(*) FROM UNNEST([STRUCT(1 AS a, 2 AS b), NULL]) AS e', [['1', '1', '2']]],
  [
    "SELECT * FROM (SELECT 1 AS x, ARRAY<STRUCT<a INT64, b STRING>>[(2, 'y')] AS arr) AS t LEFT JOIN UNNEST(t.arr) AS e WHERE e IS NOT NULL",
    [['1', [['2', 'y']], '2', 'y']],
  ],
  [
    'SELECT ARRAY_AGG(e IGNORE NULLS) FROM (SELECT ARRAY<STRUCT<a INT64, b STRING>>[] AS arr) AS t LEFT JOIN UNNEST(t.arr) AS e',
    [[[]]],
  ],
  ['SELECT e FROM (SELECT [1] AS arr UNION ALL SELECT []) AS t LEFT JOIN UNNEST(t.arr) AS e', [['1'], [null]]],
  ['SELECT (SELECT COUNT(e) FROM UNNEST(arr) AS e) FROM (SELECT [STRUCT(1 AS a), NULL] AS arr)', [['1']]],

  // What operators, functions, conditions and casts take, and STRUCTs member by member
  [
    'SELECT STRUCT(1 AS a, CAST(NULL AS INT64) AS b) = STRUCT(1 AS a, CAST(NULL AS INT64) AS b), (1, NULL) = (2, NULL), (1, NULL) != (1, 2), (1, 2) = (1, 2)',
    [[null, 'false', null, 'true']],
  ],
  [
    'SELECT (1, NULL) IN ((1, 2), (3, 4)), (1, 2) IN ((1, 2), (3, NULL)), (1, 2) NOT IN ((1, 3)), p = STRUCT(1 AS b, 2 AS a), p IN (STRUCT(1, 2)) FROM (SELECT STRUCT(1 AS a, 2 AS b) AS p)',
    [[null, 'true', 'true', 'true', 'true']],
  ],
  ["SELECT [1] || [2], b'a' || b'b', 'a' || NULL", [[['1', '2'], 'YWI=', null]]],
  [
    "SELECT IF(NULL, 1, 2), NULL AND TRUE, NOT NULL, CASE WHEN NULL THEN 1 ELSE 2 END, CAST(NULL AS BOOL), NULL || 'a', LENGTH(NULL)",
    [['2', null, null, '2', null, null, null]],
  ],
  [
    "SELECT DATE '2024-01-31' + INTERVAL 1 MONTH, 5 - 3, DATETIME '2024-01-31 10:00:00' - INTERVAL 1 HOUR",
    [['2024-02-29T00:00:00', '2', '2024-01-31T09:00:00']],
  ],

  // Empty and NULL inputs, FLOAT64 beyond its range, bytes as texts, keys of groups and joins, RESPECT NULLS
  ["SELECT UNICODE(''), UNICODE('é'), UNICODE(NULL), ASCII('')", [['0', '233', '0', '0']]],
  [
    'SELECT TO_JSON_STRING(STRUCT(NULL AS a, 1 AS b)), TO_JSON_STRING([NULL, 1]), TO_JSON_STRING(NULL), TO_JSON_STRING([STRUCT(NULL AS z)]), TO_JSON_STRING(t) FROM (SELECT 1 AS a, NULL AS b) AS t',
    [['{"a":null,"b":1}', '[null,1]', 'null', '[{"z":null}]', '{"a":1,"b":null}']],
  ],
  ["SELECT JSON_VALUE(TO_JSON(STRUCT(NULL AS a, 'x' AS b)), '$.b')", [['x']]],
  [
    "SELECT LOG(8, 2), POW(2, 3), EXP(0), 7 / 2, POW(2.0, 0.5), 1 / 4, NULL / 2, CAST('inf' AS FLOAT64) / 2, POW(NULL, 2)",
    [['3.0', '8.0', '1.0', '3.5', '1.4142135623730951', '0.25', null, 'Infinity', null]],
  ],
  ['SELECT SAFE_DIVIDE(1, 4), SAFE.EXP(1000), SAFE_DIVIDE(NULL, 1)', [['0.25', null, null]]],
  [
    "SELECT CAST(b'abc' AS STRING), CAST(b'\\xc3\\xa9' AS STRING), SAFE_CAST(b'\\xff' AS STRING), SAFE_CONVERT_BYTES_TO_STRING(b'abc'), SAFE_CONVERT_BYTES_TO_STRING(NULL)",
    [['abc', 'é', null, 'abc', null]],
  ],
  [
    "SELECT JSON_QUERY('null', '$'), JSON_QUERY('{\"a\":null}', '$.a'), JSON_QUERY(JSON '{\"a\":null}', '$.a'), JSON_QUERY('{\"a\":\"null\"}', '$.a'), JSON_EXTRACT('{\"a\":null}', '$.a')",
    [[null, null, 'null', '"null"', null]],
  ],
  ["SELECT 1 AS a, 'x' AS b FROM UNNEST([1, 2]) AS x GROUP BY ALL", [['1', 'x']]],
  ['SELECT 1 AS a, x FROM UNNEST([2, 2]) AS x GROUP BY ALL', [['1', '2']]],
  ['SELECT * FROM (SELECT 1 AS a, 2 AS k) JOIN (SELECT 2 AS k, 3 AS b) USING (k)', [['2', '1', '3']]],
  ['SELECT * FROM (SELECT 1 AS a, 2 AS k) AS x RIGHT JOIN (SELECT 9 AS k, 3 AS b) AS y USING (k)', [['9', null, '3']]],
  ['SELECT * EXCEPT (k) FROM (SELECT 1 AS a, 2 AS k) JOIN (SELECT 2 AS k, 3 AS b) USING (k)', [['1', '3']]],
  ['SELECT * REPLACE (5 AS a) FROM (SELECT 1 AS a, 2 AS k) JOIN (SELECT 2 AS k, 3 AS b) USING (k)', [['2', '5', '3']]],
  [
    'SELECT * FROM (SELECT 1 AS a, 2 AS k, 7 AS m) JOIN (SELECT 3 AS b, 2 AS k) USING (k) JOIN (SELECT 8 AS c, 7 AS m) USING (m)',
    [['7', '2', '1', '3', '8']],
  ],
  [
    'SELECT FIRST_VALUE(x RESPECT NULLS) OVER (ORDER BY o) FROM UNNEST([NULL, 2]) AS x WITH OFFSET AS o ORDER BY o',
    [[null], [null]],
  ],
  [
    'SELECT SQRT(2), LN(1), LOG10(100), IEEE_DIVIDE(1, 0), IS_NAN(1), SAFE.LN(-1), SAFE.SQRT(-1), ATAN2(0, 1), ROUND(5, 1)',
    [['1.4142135623730951', '0.0', '2.0', 'Infinity', 'false', null, null, '0.0', '5.0']],
  ],

  // Offsets of windows
  [
    'SELECT LAG(x, 0) OVER (ORDER BY x), LEAD(x, 1, 9) OVER (ORDER BY x) FROM UNNEST([1, 2]) AS x ORDER BY x',
    [
      ['1', '2'],
      ['2', '9'],
    ],
  ],
  [
    'SELECT SUM(x) OVER (ORDER BY x RANGE BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM UNNEST([1.0, 2]) AS x ORDER BY x',
    [['1.0'], ['3.0']],
  ],
];

export const refused: [sql: string, message: string | RegExp][] = [
  ['SELECT COSINE_DISTANCE([1.0, 2.0], [3.0])', 'Array length mismatch: 2 and 1.'],
  ['SELECT COSINE_DISTANCE([0.0, 0.0], [3.0, 1.0])', 'Cannot compute cosine distance against zero vector.'],
  ['SELECT COSINE_DISTANCE(ARRAY<FLOAT64>[], ARRAY<FLOAT64>[])', 'Cannot compute cosine distance against zero vector.'],
  ['SELECT EUCLIDEAN_DISTANCE([1.0, NULL], [3.0, 1.0])', 'NULL array element'],
  ["SELECT ML.DISTANCE([1.0], [2.0], 'HAMMING')", 'one of EUCLIDEAN, MANHATTAN, COSINE'],
  ["SELECT ML.DISTANCE([STRUCT('a' AS k, 1.0 AS v)], [STRUCT('a' AS k, 2.0 AS v)])", 'a vector as an ARRAY of STRUCTs'],
  ["SELECT COSINE_DISTANCE(['a'], ['b'])", 'a vector is an ARRAY of numbers'],
  ["WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'f', TABLE b)", 'Unrecognized name: f'],
  [
    "WITH b AS (SELECT [1] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b)",
    'The column specified by the `column_to_search` argument of VECTOR_SEARCH must be an array of FLOAT64',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e, [2.0] AS f), q AS (SELECT e AS g, f FROM b) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE q)",
    'VECTOR_SEARCH needs query_column_to_search',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b, distance_type => 'L1')",
    '`distance_type` argument of VECTOR_SEARCH must be set to one of COSINE or EUCLIDEAN or DOT_PRODUCT',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b, options => 'fast')",
    'must be a valid JSON-formatted string literal',
  ],
  [
    'WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, \'e\', TABLE b, options => \'{"use_brute_force":true,"fraction_lists_to_search":0.1}\')',
    'both use_brute_force and fraction_lists_to_search',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b, nearest => 1)",
    'Named argument `nearest` not found in signature for call to function VECTOR_SEARCH',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b, options => '{\"fraction_lists_to_search\":1.0}')",
    'between 0.0 and 1.0, exclusive',
  ],
  [
    "WITH b AS (SELECT 'dog' AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', query_value => 'cat')",
    'Not supported by the local BigQuery: VECTOR_SEARCH of texts',
  ],
  ["SELECT * FROM VECTOR_SEARCH(TABLE other.d.t, 'e', TABLE d.t)", 'the project that runs it alone, not of other'],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH((SELECT e FROM b LIMIT 1), 'e', TABLE b)",
    'The base table query of VECTOR_SEARCH may only have SELECT, FROM and WHERE, not LIMIT',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e')",
    'No matching signature for table-valued function VECTOR_SEARCH',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e UNION ALL SELECT [1.0, 2.0]) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', query_value => [1.0])",
    'Array length mismatch: 1 and 2.',
  ],
  [
    "WITH b AS (SELECT [1.0] AS e) SELECT * FROM VECTOR_SEARCH(TABLE b, 'e', TABLE b, top_k => 0)",
    'Not supported by the local BigQuery: a top_k of 0 or NULL',
  ],
  [
    "CREATE VECTOR INDEX i ON d.t(e) OPTIONS(index_type = 'IVF', distance_type = 'COSINE')",
    'Not supported by the local BigQuery: CREATE VECTOR INDEX statement',
  ],
  ['SELECT STRUCT(1 AS a) UNION ALL SELECT STRUCT(2 AS b)', 'STRUCTs with different field names'],
  ['SELECT ARRAY_CONCAT([STRUCT(1 AS a)], [STRUCT(2 AS b)])', 'STRUCTs with different field names'],
  [
    'SELECT ARRAY(SELECT p UNION ALL SELECT q) FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q)',
    'STRUCTs with different field names',
  ],
  [
    'SELECT IF(TRUE, p, q) FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q)',
    'STRUCTs with different field names',
  ],
  [
    'SELECT CASE WHEN p IS NULL THEN p ELSE q END FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q)',
    'STRUCTs with different field names',
  ],
  [
    'SELECT COALESCE(p, t.q) FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q) AS t',
    'STRUCTs with different field names',
  ],
  [
    'SELECT IFNULL(NULL, IF(FALSE, p, q)) FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q)',
    'STRUCTs with different field names',
  ],
  ['SELECT [p, q] FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(2 AS b) AS q)', 'STRUCTs with different field names'],
  ['SELECT [s, STRUCT(5 AS z)] FROM (SELECT STRUCT(1 AS a) AS s)', 'STRUCT constructor beside another kind of value'],
  ["SELECT FORMAT('%t', 1)", 'FORMAT specifier %t'],
  ['SELECT 1 / 0', 'division by zero: 1 / 0'],
  ['SELECT MOD(1, 0)', 'division by zero'],
  ["SELECT CAST('1.5' AS INT64)", 'Bad int64 value: 1.5'],
  ["SELECT CAST('yes' AS BOOL)", 'Bad bool value: yes'],
  ['SELECT [1, 2][OFFSET(2)]', 'Array index 2 is out of bounds'],
  ['SELECT SOUNDEX("a")', 'Not supported by the local BigQuery: function SOUNDEX'],
  ['SELECT NO_SUCH_FUNCTION(1)', 'function NO_SUCH_FUNCTION'],
  ['SELECT @missing', "Query parameter 'missing' not found at [1:8]"],
  ['SELECT 1 UNION SELECT 2', 'Expected keyword ALL or keyword DISTINCT but got keyword SELECT at [1:16]'],
  [
    'SELECT 1 UNION ALL SELECT 2 EXCEPT DISTINCT SELECT 3',
    'Different set operations cannot be used in the same query without using parentheses for grouping at [1:29]',
  ],
  ['SELECT a FROM (SELECT 1 AS a) UNION ALL SELECT 2 UNION DISTINCT SELECT 3', 'for grouping at [1:50]'],
  ['SELECT 1 AS a LIMIT 1 UNION ALL SELECT 2', 'Expected end of input but got keyword UNION at [1:23]'],
  ['SELECT (SELECT 1 AS a ORDER BY a UNION ALL SELECT 2)', 'Expected ")" but got keyword UNION at [1:34]'],
  ['SELECT * FROM t', 'Table "t" must be qualified with a dataset (e.g. dataset.table) at [1:15]'],
  ['SELECT * FROM d.missing', 'Not found: Table missing'],
  ['SELECT COUNT(DISTINCT a, b) FROM UNNEST([1]) AS a, UNNEST([2]) AS b', 'COUNT of several expressions'],
  ["SELECT 'a''b'", 'concatenated string literals'],
  ["SELECT 'abc", 'Unclosed string literal at [1:8]'],
  ["SELECT 'a\\q'", 'Illegal escape sequence'],
  ['SELECT ARRAY_AGG(x LIMIT 1) OVER () FROM UNNEST([1]) AS x', 'ARRAY_AGG with LIMIT over a window'],
  ['SELECT STRING_AGG(x LIMIT 1) OVER () FROM UNNEST(["a"]) AS x', 'STRING_AGG with LIMIT over a window'],
  ['SELECT ARRAY_CONCAT_AGG(x) OVER () FROM (SELECT [1] AS x)', 'ARRAY_CONCAT_AGG over a window'],
  ['SELECT SUBSTR("abc", 1, -1)', 'Third argument in SUBSTR() cannot be negative'],
  ['SELECT', 'Syntax error'],
  ["SELECT NORMALIZE('a', NFX)", 'A normal form must be'],
  ["SELECT REGEXP_INSTR('ab', '(a)b')", 'REGEXP_INSTR with a capturing group'],
  ['SELECT CODE_POINTS_TO_BYTES([256])', 'Invalid extended ASCII code points'],
  ['SELECT * FROM UNNEST(5)', 'Values referenced in UNNEST must be arrays'],
  ['SELECT CAST(1 AS BIGNUMERIC)', 'type BIGNUMERIC'],
  ["SELECT NUMERIC '99999999999999999999999999999' * 10", 'numeric overflow: 99999999999999999999999999999 * 10'],
  ["SELECT NUMERIC '99999999999999999999999999999' + 1", 'Overflow in addition'],
  ["SELECT NUMERIC '100000000000000000000000000000'", 'Could not convert string'],
  ["SELECT NUMERIC '1.5' / 0", 'division by zero: 1.5 / 0'],
  ["SELECT DIV(NUMERIC '1.5', 0)", 'division by zero: DIV(1.5, 0)'],
  ["SELECT BIGNUMERIC '1.5'", 'type BIGNUMERIC at [1:8]'],
  ["SELECT x + '2' FROM (SELECT 1 AS x)", 'No matching signature for operator + for argument types'],
  ["SELECT '5' = 5", 'No matching signature for operator = for argument types'],
  // No text is a number or a truth, and no number a truth
  ["SELECT 1 FROM (SELECT 1 AS n) WHERE n = '1'", 'operator = for argument types: INT64, STRING at [1:37]'],
  ["SELECT 1 FROM (SELECT '1' AS s) WHERE s < 1", 'operator < for argument types: STRING, INT64'],
  ['SELECT 1 FROM (SELECT 1 AS n) AS a JOIN (SELECT "1" AS s) AS b ON a.n = b.s', 'operator = for argument types'],
  ["SELECT n IN (1, '2') FROM (SELECT 1 AS n)", 'operator IN for argument types: INT64, INT64, STRING'],
  [
    "SELECT n BETWEEN '1' AND '2' FROM (SELECT 1.5 AS n)",
    'operator BETWEEN for argument types: FLOAT64, STRING, STRING',
  ],
  ["SELECT COALESCE(n, 'x') FROM (SELECT 1 AS n)", 'function COALESCE for argument types: INT64, STRING'],
  ["SELECT IF(TRUE, 1, 'a')", 'function IF for argument types: INT64, STRING'],
  ["SELECT CASE WHEN TRUE THEN 1 ELSE '2' END", 'operator CASE for argument types: INT64, STRING'],
  ["SELECT CASE n WHEN '1' THEN 1 END FROM (SELECT 1 AS n)", 'operator CASE for argument types: INT64, STRING'],
  ["SELECT [1, '2']", 'operator ARRAY for argument types: INT64, STRING'],
  ["SELECT GREATEST(n, '2') FROM (SELECT 1 AS n)", 'function GREATEST for argument types: INT64, STRING'],
  ['SELECT b = 1 FROM (SELECT TRUE AS b)', 'operator = for argument types: BOOL, INT64'],
  ["SELECT 1 AS a UNION ALL SELECT 'x'", 'Column 1 in UNION has incompatible types: INT64, STRING'],
  ["SELECT 1 FROM (SELECT NUMERIC '1' AS n) GROUP BY n HAVING MAX(n) = '1'", 'argument types: NUMERIC, STRING'],
  // What DuckDB has, and GoogleSQL does not
  ["SELECT '5'::INT64", 'Syntax error: Expected end of input but got ":" at [1:11]'],
  ["SELECT ABS('5'::INT64)", 'Syntax error: Expected ")" but got ":" at [1:15]'],
  ['SELECT [1, 2, 3][1:2]', 'Syntax error: Expected "]" but got ":" at [1:19]'],
  ['SELECT n: 1', 'Syntax error: Expected end of input but got ":" at [1:9]'],
  ['SELECT 5 // 2', 'Syntax error: Unexpected "/" at [1:11]'],
  ['SELECT 2 ** 3', 'Syntax error: Unexpected "*" at [1:11]'],
  ['SELECT 1 == 1', 'Syntax error: Unexpected "=" at [1:11]'],
  ['SELECT 5 % 2', 'Syntax error: Illegal input character "%" at [1:10]'],
  ['SELECT $1', 'Syntax error: Illegal input character "$" at [1:8]'],
  ["SELECT {'a': 1}", 'Syntax error: Unexpected "{" at [1:8]'],
  ['SELECT list_transform([1], x -> x + 1)', 'Syntax error: Unexpected ">" at [1:31]'],
  ['SELECT list_sum([1])', 'function LIST_SUM'],
  ['SELECT 1_000', 'Syntax error: Missing whitespace between literal and alias at [1:8]'],
  ['SELECT 1 AS a LIMIT ALL', 'Syntax error: Unexpected keyword ALL at [1:21]'],
  ['FROM (SELECT 1 AS a) SELECT a', 'Syntax error: Expected end of input but got keyword SELECT at [1:22]'],
  [
    'SELECT * EXCLUDE (a) FROM (SELECT 1 AS a, 2 AS b)',
    'Syntax error: Expected end of input but got identifier "EXCLUDE" at [1:10]',
  ],
  ['SELECT CAST(1 AS VARCHAR)', 'type VAR_CHAR'],
  ['SELECT CAST(1 AS DOUBLE)', 'type DOUBLE'],
  ['SELECT COUNT() FROM UNNEST([1])', 'No matching signature for aggregate function COUNT'],
  // Places are counted in characters, whatever is between
  ["SELECT 'é', a FROM (SELECT 1 AS a) UNION ALL SELECT '日本', @missing", "'missing' not found at [1:59]"],
  ['SELECT a FROM (SELECT 1 AS a) TABLESAMPLE SYSTEM (10 PERCENT)', /Not supported|Syntax error/],
  // NUMERIC beside a number that is written out, rounded, spread, and between two of them
  ["SELECT CORR(x, 1) FROM UNNEST([NUMERIC '1']) AS x", 'Not supported by the local BigQuery: CORR of NUMERIC'],
  [
    "SELECT ROUND(x, d) FROM (SELECT NUMERIC '1.5' AS x, 1 AS d)",
    'Not supported by the local BigQuery: ROUND of NUMERIC to a number of digits that is not a literal',
  ],
  [
    "SELECT CAST(NUMERIC '99999999999999999999' AS INT64)",
    'Failed to cast decimal value 99999999999999999999 to type INT64',
  ],
  ["SELECT SQRT(NUMERIC '2')", 'Not supported by the local BigQuery: this function on NUMERIC'],
  [
    "SELECT PERCENTILE_CONT(x, 1.5) OVER () FROM UNNEST([NUMERIC '1']) AS x",
    'The second argument to the function PERCENTILE_CONT must be in the range [0, 1]',
  ],
  // What is written out goes to the type of the values beside it; STRUCTs go by position, and nothing else together
  [
    "SELECT DATE '2024-01-01' AS d UNION ALL SELECT s FROM (SELECT '2024-01-02' AS s)",
    'Column 1 in UNION has incompatible types: DATE, STRING at [1:48]',
  ],
  ['SELECT [1] UNION ALL SELECT 1', 'Column 1 in UNION has incompatible types: ARRAY<INT64>, INT64'],
  [
    "SELECT d = s FROM (SELECT DATE '2024-01-01' AS d, '2024-01-01' AS s)",
    'No matching signature for operator = for argument types: DATE, STRING at [1:8]',
  ],
  [
    "SELECT DATE '2024-01-01' < TIMESTAMP '2024-01-01 00:00:00+00'",
    'No matching signature for operator < for argument types: DATE, TIMESTAMP',
  ],
  [
    "SELECT DATETIME '2024-01-01 00:00:00' = TIMESTAMP '2024-01-01 00:00:00+00'",
    'No matching signature for operator = for argument types: DATETIME, TIMESTAMP',
  ],
  [
    'SELECT p = q FROM (SELECT STRUCT(1 AS a, 2 AS b) AS p, STRUCT(1 AS b, 2 AS a) AS q)',
    'Not supported by the local BigQuery: operator = on STRUCTs with different field names at [1:8]',
  ],
  ["SELECT b'a' = 'a'", 'No matching signature for operator = for argument types: BYTES, STRING'],
  // Dates and times keep their type and their time, have the parts of it, and are within their range
  ["SELECT FORMAT_DATE('%H', DATE '2024-05-15')", 'Invalid format: %H is not allowed for the DATE type.'],
  [
    "SELECT TIMESTAMP_ADD(DATE '2024-01-01', INTERVAL 1 DAY)",
    'No matching signature for function TIMESTAMP_ADD for argument types: DATE',
  ],
  [
    "SELECT DATE_DIFF(TIMESTAMP '2024-05-16 00:10:10+00', DATE '2024-05-15', DAY)",
    'No matching signature for function DATE_DIFF for argument types: TIMESTAMP, DATE',
  ],
  [
    "SELECT DATE_DIFF(x, y, DAY) FROM (SELECT 'a' AS x, DATE '2024-01-01' AS y)",
    'No matching signature for function DATE_DIFF for argument types: STRING at [1:18]',
  ],
  ['SELECT TIME(24, 0, 0)', 'Input calculates to invalid time: 24:00:00'],
  ["SELECT EXTRACT(HOUR FROM DATE '2024-01-05')", 'EXTRACT from DATE does not support the HOUR date part'],
  ["SELECT EXTRACT(DAY FROM TIME '10:00:00')", 'EXTRACT from TIME does not support the DAY date part'],
  [
    "SELECT EXTRACT(HOUR FROM t AT TIME ZONE 'UTC') FROM (SELECT DATETIME '2024-01-01 10:00:00' AS t)",
    'EXTRACT AT TIME ZONE from DATETIME does not support the HOUR date part at [1:26]',
  ],
  ["SELECT GENERATE_DATE_ARRAY(DATE '2024-01-01', DATE '2024-01-03', INTERVAL 0 MONTH)", 'Sequence step cannot be 0.'],
  ["SELECT GENERATE_DATE_ARRAY(DATE '2024-01-01', DATE '2024-01-03', INTERVAL 0 DAY)", 'Sequence step cannot be 0.'],
  [
    "SELECT GENERATE_DATE_ARRAY(DATE '2024-01-01', DATE '2024-01-03', INTERVAL 1 HOUR)",
    'GENERATE_DATE_ARRAY does not support the HOUR date part when the argument is DATE type',
  ],
  [
    "SELECT GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2024-01-01 00:00:00+00', TIMESTAMP '2024-01-01 02:00:00+00', INTERVAL 1 MONTH)",
    'GENERATE_TIMESTAMP_ARRAY does not support the MONTH date part when the argument is TIMESTAMP type',
  ],
  ["SELECT PARSE_DATE('%F %H', '2024-02-03 10')", 'Invalid format: %H is not allowed for the DATE type.'],
  ["SELECT STRING(JSON '5')", 'The provided JSON input is not a string'],
  ['SELECT STRING(5)', 'No matching signature for function STRING for argument types: INT64'],
  ["SELECT DATE_ADD(DATE '2024-01-01', 5)", 'Expected INTERVAL as the second argument'],
  ['SELECT DATETIME(2024, 1, 1, 24, 0, 0)', 'Input calculates to invalid datetime: hour 24'],
  ["SELECT DATE '2024-05-15 10:00:00'", "Invalid date: '2024-05-15 10:00:00'"],
  [
    "SELECT TIMESTAMP_ADD(TIMESTAMP '2024-05-15 13:45:10+00', INTERVAL 1 MONTH)",
    'TIMESTAMP_ADD does not support the MONTH date part when the argument is TIMESTAMP type',
  ],
  ["SELECT TIME '24:00:00'", 'Invalid time string "24:00:00"'],
  ["SELECT CAST('2024-05-15 13:45:10+02' AS DATETIME)", 'Invalid datetime string "2024-05-15 13:45:10+02"'],
  ["SELECT CAST('infinity' AS TIMESTAMP)", "Invalid timestamp: 'infinity'"],
  ['SELECT TIMESTAMP_SECONDS(253402300800)', 'Date or time out of range 0001-01-01 to 9999-12-31'],
  ["SELECT DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)", 'Date or time out of range 0001-01-01 to 9999-12-31'],
  [
    "SELECT DATE_ADD(DATE '2024-05-15', INTERVAL 1 HOUR)",
    'DATE_ADD does not support the HOUR date part when the argument is DATE type',
  ],
  [
    "SELECT TIME(TIMESTAMP '2024-05-15 13:45:10+00', 'America/Los_Angeles')",
    'Not supported by the local BigQuery: a time zone other than UTC',
  ],
  // A row of UNNEST is NULL where there is none
  // What operators, functions, conditions and casts take, and STRUCTs member by member
  [
    'SELECT p = q FROM (SELECT STRUCT(1 AS a) AS p, STRUCT(1 AS a) AS q)',
    'Not supported by the local BigQuery: a comparison of STRUCTs of which none is written out',
  ],
  ['SELECT (1, 2) = (1, 2, 3)', 'STRUCT values have different numbers of fields'],
  ['SELECT [1, 2] = [1, 2]', 'No matching signature for operator = for argument types: ARRAY<INT64>, ARRAY<INT64>'],
  ['SELECT [1, 2] IN ([1, 2])', 'No matching signature for operator IN for argument types: ARRAY<INT64>, ARRAY<INT64>'],
  [
    'SELECT STRUCT([1] AS a) = STRUCT([1] AS a)',
    'No matching signature for operator = for argument types: ARRAY<INT64>, ARRAY<INT64>',
  ],
  [
    'SELECT STRUCT(1 AS a) < STRUCT(2 AS a)',
    'No matching signature for operator < for argument types: STRUCT<a INT64>, STRUCT<a INT64>',
  ],
  ["SELECT 'a' || 1", 'No matching signature for operator || for argument types: STRING, INT64'],
  [
    "SELECT x || y FROM (SELECT 1 AS x, 'a' AS y)",
    'No matching signature for operator || for argument types: INT64, STRING at [1:8]',
  ],
  ["SELECT TRUE || 'a'", 'No matching signature for operator || for argument types: BOOL, STRING'],
  ['SELECT 1 || 2', 'No matching signature for operator || for argument types: INT64, INT64'],
  ["SELECT b'a' || 'b'", 'No matching signature for operator || for argument types: BYTES, STRING'],
  ['SELECT NOT 1', 'No matching signature for operator NOT for argument types: INT64'],
  ['SELECT IF(1, 2, 3)', 'No matching signature for function IF for argument types: INT64'],
  ['SELECT 1 AND TRUE', 'No matching signature for operator AND for argument types: INT64, BOOL'],
  ['SELECT x FROM UNNEST([1]) AS x WHERE x', 'WHERE clause should return type BOOL, but returns type INT64 at [1:38]'],
  ['SELECT CASE WHEN 1 THEN 2 END', 'No matching signature for operator CASE for argument types: INT64'],
  [
    'SELECT COUNTIF(x) FROM UNNEST([1]) AS x',
    'No matching signature for aggregate function COUNTIF for argument types: INT64 at [1:16]',
  ],
  ['SELECT MOD(5.5, 2)', 'No matching signature for function MOD for argument types: FLOAT64, INT64'],
  ['SELECT DIV(5.5, 2)', 'No matching signature for function DIV for argument types: FLOAT64, INT64'],
  ['SELECT LENGTH(1)', 'No matching signature for function LENGTH for argument types: INT64'],
  ["SELECT LENGTH(DATE '2024-01-01')", 'No matching signature for function LENGTH for argument types: DATE'],
  ["SELECT ARRAY_LENGTH('a')", 'No matching signature for function ARRAY_LENGTH for argument types: STRING'],
  ['SELECT CAST(1.5 AS BOOL)', 'Invalid cast from FLOAT64 to BOOL'],
  ['SELECT CAST([1, 2] AS STRING)', 'Invalid cast from ARRAY<INT64> to STRING'],
  ['SELECT CAST(STRUCT(1 AS a) AS STRING)', 'Invalid cast from STRUCT<a INT64> to STRING'],
  ['SELECT CAST(JSON \'"x"\' AS STRING)', 'Invalid cast from JSON to STRING'],
  ["SELECT CAST(JSON '5' AS INT64)", 'Invalid cast from JSON to INT64'],
  ['SELECT CAST(TRUE AS FLOAT64)', 'Invalid cast from BOOL to FLOAT64'],
  ['SELECT CAST(5 AS BYTES)', 'Invalid cast from INT64 to BYTES'],
  ['SELECT CAST(1 AS DATE)', 'Invalid cast from INT64 to DATE'],
  ["SELECT CAST(DATE '2024-01-01' AS INT64)", 'Invalid cast from DATE to INT64'],
  ["SELECT DATE '2024-03-01' - DATE '2024-02-01'", 'Not supported by the local BigQuery: INTERVAL values'],
  // Empty and NULL inputs, FLOAT64 beyond its range, bytes as texts, keys of groups and joins, RESPECT NULLS
  ['SELECT EXP(1000)', 'Floating point error in function: EXP(1000.0)'],
  ['SELECT LOG(8, 1)', 'Floating point error in function: LOG(8.0, 1)'],
  [
    "SELECT CAST(b'\\xff' AS STRING)",
    'Failure in decode: could not convert blob to UTF8 string, the blob contained invalid UTF8 characters.',
  ],
  [
    "SELECT SAFE_CONVERT_BYTES_TO_STRING(b'a\\xffb')",
    'Not supported by the local BigQuery: SAFE_CONVERT_BYTES_TO_STRING of bytes that are no UTF-8',
  ],
  [
    'SELECT PERCENTILE_CONT(x, 0.5 RESPECT NULLS) OVER () FROM UNNEST([1.0, NULL, 3.0]) AS x',
    'Not supported by the local BigQuery: RESPECT NULLS in PERCENTILE_CONT at [1:31]',
  ],
  [
    'SELECT APPROX_QUANTILES(x, 2 RESPECT NULLS) FROM UNNEST([1, NULL, 3]) AS x',
    'Not supported by the local BigQuery: RESPECT NULLS in APPROX_QUANTILES at [1:30]',
  ],
  // Offsets of windows
  ['SELECT LAG(x, -1) OVER (ORDER BY x) FROM UNNEST([1, 2]) AS x', 'The offset of LAG must be at least 0'],
  ['SELECT LEAD(x, -1) OVER (ORDER BY x) FROM UNNEST([1, 2]) AS x', 'The offset of LEAD must be at least 0'],
  ['SELECT NTH_VALUE(x, 0) OVER (ORDER BY x) FROM UNNEST([1, 2]) AS x', 'The offset of NTH_VALUE must be at least 1'],
  [
    'SELECT SUM(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM UNNEST([1, 2]) AS x',
    'The offset of a window frame must be at least 0',
  ],
];

/** Queries with the names that their columns have. */
export const named: [sql: string, names: string[]][] = [
  ['SELECT 1, 2 AS x, UPPER("a")', ['f0_', 'x', 'f1_']],
  ['SELECT s.a.b.c FROM (SELECT STRUCT(STRUCT(3 AS c) AS b) AS a) AS s', ['c']],
  ['SELECT (a.b).c, (a).b, (a), a.b FROM (SELECT STRUCT(STRUCT(3 AS c) AS b) AS a)', ['c', 'b', 'a', 'b']],
  ['SELECT a.b[OFFSET(0)].c, a.b[0] FROM (SELECT STRUCT([STRUCT(3 AS c)] AS b) AS a)', ['c', 'f0_']],
  ['SELECT e.c.d FROM UNNEST([STRUCT(STRUCT(1 AS d) AS c)]) AS e', ['d']],
  ['SELECT a.b.c FROM (SELECT STRUCT(STRUCT(3 AS c) AS b) AS a) GROUP BY a.b.c ORDER BY a.b.c', ['c']],
  ['SELECT a.b.c FROM (SELECT STRUCT(STRUCT(3 AS c) AS b) AS a) GROUP BY c ORDER BY c', ['c']],
  ['SELECT c FROM (SELECT a.b.c FROM (SELECT STRUCT(STRUCT(3 AS c) AS b) AS a))', ['c']],
];
