-- Grain: one row per selected example, as split; of answers of production those are left out that one user alone has a label for, and in each split those beyond their share.
WITH
placed AS (
  SELECT
    split.key,
    split.split,
    screened.group_key,
    screened.target,
    {{is_curated}} AS is_curated
  FROM `{{split}}` AS split
  INNER JOIN `{{screened}}` AS screened ON screened.key = split.key
  WHERE split.split IS NOT NULL AND split.key NOT IN (SELECT key FROM `{{leaks}}`)
),

batch AS (
  SELECT split, target FROM placed WHERE NOT is_curated
),

-- As sql/looks/features.sql says what labels are.
labelled AS (
  SELECT COUNT(DISTINCT target) BETWEEN 2 AND 1000 AND COUNT(DISTINCT target) * 5 <= COUNT(*) AS is_labelled
  FROM batch
),

-- A word that the batch does not have may be a new label, or a slip.
said_alone AS (
  SELECT target
  FROM placed
  WHERE
    is_curated
    AND (SELECT is_labelled FROM labelled)
    AND target NOT IN (SELECT target FROM batch)
  GROUP BY target
  -- All who named nobody count as one.
  HAVING COUNT(DISTINCT IF(STARTS_WITH(group_key, 'landfall://users/'), group_key, '')) < 2
),

allowed AS (
  SELECT split, FLOOR(COUNT(*) * @maximum_share / (1 - @maximum_share) + 1e-9) AS count_allowed
  FROM batch
  GROUP BY split
),

-- Corrections first: an answer that is right already teaches little.
ranked AS (
  SELECT
    placed.key,
    placed.split,
    ROW_NUMBER() OVER (
      PARTITION BY placed.split
      ORDER BY
        IF(curated.kind = 'corrected', 0, 1),
        FARM_FINGERPRINT(CONCAT(@salt, ':curated:', placed.key)),
        placed.key
    ) AS place
  FROM placed
  INNER JOIN `{{curated}}` AS curated ON curated.key = placed.key
  WHERE placed.target NOT IN (SELECT target FROM said_alone)
),

beyond AS (
  SELECT ranked.key, 'curatedShare' AS reason
  FROM ranked
  LEFT JOIN allowed ON allowed.split = ranked.split
  WHERE ranked.place > COALESCE(allowed.count_allowed, 0)
  UNION ALL
  SELECT key, 'newLabel' AS reason
  FROM placed
  WHERE is_curated AND target IN (SELECT target FROM said_alone)
)

SELECT
  split.key,
  IF(beyond.key IS NULL, split.split, NULL) AS split,
  COALESCE(split.left_out, beyond.reason) AS left_out,
  split.prompt_id
FROM `{{split}}` AS split
LEFT JOIN beyond ON beyond.key = split.key
