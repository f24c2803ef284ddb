-- Grain: one row per check of one run's sources (the checks are files of sql/checks/sources/).
WITH
{{sources}}
{{checks}}
