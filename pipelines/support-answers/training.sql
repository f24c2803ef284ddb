-- One row per question, with the sentences that evidence.js finds for it in passages of one page: whole pages are held out, so that
-- no sentence that is to be found was trained on.
SELECT id AS key, _origin, page AS group_key, question, evidence, answer AS target
FROM questions
