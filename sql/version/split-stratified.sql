-- Grain: one row per selected example, with the digest of its prompt, and its split or the reason it is left out for; each stratum is cut at the same shares.
-- Groups are ranked by hash within their stratum: unlike a hash alone, a rank can move when data is added.
WITH
kept AS (
{{kept}}
),

-- A group belongs to the stratum that most of its examples are of; the smallest of those, when several are.
counted AS (
  SELECT group_key, stratum, COUNT(*) AS count_examples
  FROM kept
  WHERE left_out IS NULL
  GROUP BY group_key, stratum
),

grouped AS (
  SELECT group_key, stratum
  FROM counted
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY group_key ORDER BY count_examples DESC, stratum) = 1
),

ranked AS (
  SELECT
    group_key,
    ROW_NUMBER() OVER (
      PARTITION BY stratum
      ORDER BY FARM_FINGERPRINT(CONCAT(@salt, ':', group_key)), group_key
    ) AS place,
    COUNT(*) OVER (PARTITION BY stratum) AS count_groups
  FROM grouped
),

-- One group of two or more is held out however small the share, and one is left to train on however large.
sized AS (
  SELECT
    group_key,
    place,
    count_groups,
    LEAST(
      GREATEST(CAST(FLOOR(count_groups * @evaluation_share + 0.5) AS INT64), 1), count_groups - 1
    ) AS count_evaluation
  FROM ranked
),

cut AS (
  SELECT
    group_key,
    CASE
      WHEN place <= count_evaluation THEN 'evaluation'
      WHEN
        place <= count_evaluation + LEAST(
          GREATEST(CAST(FLOOR(count_groups * @validation_share + 0.5) AS INT64), IF(@validation_share > 0, 1, 0)),
          count_groups - count_evaluation - 1
        )
        THEN 'validation'
      ELSE 'train'
    END AS split
  FROM sized
)

SELECT
  kept.key,
  IF(kept.left_out IS NULL, cut.split, NULL) AS split,
  kept.left_out,
  kept.prompt_id
FROM kept
LEFT JOIN cut ON cut.group_key = kept.group_key
