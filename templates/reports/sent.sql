-- The shared part of who sent what, as form-missing and school-missing ask it: a school sent a form when a table or card
-- of it is its own, or when one of its records stands in another's.
sent AS MATERIALIZED (
SELECT school_no, form FROM block WHERE period = :period AND school_no IS NOT NULL
UNION
SELECT school_no, form FROM sender WHERE period = :period AND school_no IS NOT NULL
)
